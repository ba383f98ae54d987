/** Makes what runs pieces of work one after the other, in the order in which they are asked for. */
export function createExclusive(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    // A failure is for its own caller.
    last = mine.catch(() => undefined)
    return mine
  }
}
