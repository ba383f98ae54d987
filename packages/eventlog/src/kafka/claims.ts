/**
 * A mutex per place within this process. Kafka hands a partition on as soon as it is asked to; here
 * the next holder waits for the last one.
 */
export interface Claims {
  /** Runs the work once the place is free. Does not run it if `isOver` returns true by then. */
  hold(place: string, isOver: () => boolean, work: () => Promise<void>): Promise<void>
}

export function createClaims(): Claims {
  const last = new Map<string, Promise<void>>()
  return {
    async hold(place, isOver, work) {
      const before = last.get(place)
      const ours = (async () => {
        await before
        if (!isOver()) await work()
      })()
      // The next holder waits for the end, good or bad; a failure is thrown below.
      const ended = ours.catch(() => undefined)
      last.set(place, ended)
      await ours.finally(() => {
        if (last.get(place) === ended) last.delete(place)
      })
    },
  }
}
