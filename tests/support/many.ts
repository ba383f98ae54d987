/**
 * Runs work for every item, some at a time (stories mostly wait for polls), and collects what it
 * returns.
 */
export async function many<T, R>(items: readonly T[], together: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const waiting = [...items.entries()]
  const results: R[] = []
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: together }, worker))
  return results
}
