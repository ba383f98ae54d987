/** What large requests may work in one turn of the event loop, all of them together, ms. */
const SLICE_MS = 8
/** What each may work without looking at the others, ms: more than small requests ever need. */
const FREE_MS = 1

/**
 * Asked between two steps of a request's work: undefined to go on at once, which most steps do, or
 * a promise that resolves when others had their turn.
 */
export type Pace = () => Promise<void> | undefined

/**
 * How large requests share the event loop. They work for a slice, then wait in line, and one of the
 * line goes on per turn of the loop, however many there are. So a small request never waits for
 * more than a slice of the large ones.
 * @returns makes a new pace, for one request.
 */
export function createPaces(): () => Pace {
  const waiting: (() => void)[] = []
  /** When the work of this turn of the loop began. */
  let began: number | undefined
  const begin = (): number => {
    const now = performance.now()
    if (began === undefined) {
      began = now
      setImmediate(() => (began = undefined))
    }
    return now
  }
  const next = (): void => {
    waiting.shift()?.()
    if (waiting.length > 0) setImmediate(next)
  }
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 1) setImmediate(next)
    })
  return () => {
    let since = begin()
    const waitInLine = async (): Promise<void> => {
      await wait()
      since = begin()
    }
    return () => {
      const now = performance.now()
      const own = now - since
      if (own < FREE_MS || (own < SLICE_MS && now - (began ?? now) < SLICE_MS)) return undefined
      return waitInLine()
    }
  }
}
