/**
 * Faults that a test orders, one after the other, for the inserts to come:
 * `fail` answers an outage and stores nothing, `drop` cuts the socket and stores nothing,
 * `cut` stores the rows and then cuts the socket, `hold` waits before storing until it is released.
 */
export type FaultKind = 'fail' | 'drop' | 'cut' | 'hold'

export interface OrderedFaults {
  order(kind: FaultKind, times: number): void
  /** The fault for the next insert, if any; counts as fired. */
  next(): FaultKind | undefined
  held(): Promise<void>
  release(): void
  fired(): number
}

export function createFaults(): OrderedFaults {
  const orders: FaultKind[] = []
  let fired = 0
  let waiting: (() => void)[] = []
  return {
    order: (kind, times) => void orders.push(...Array.from({ length: times }, () => kind)),
    next() {
      const kind = orders.shift()
      if (kind) fired++
      return kind
    },
    held: () => new Promise((resolve) => waiting.push(resolve)),
    release() {
      for (const resume of waiting) resume()
      waiting = []
    },
    fired: () => fired,
  }
}
