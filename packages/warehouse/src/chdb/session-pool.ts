import { ServerError } from './server-error.ts'
import { openEngineSession } from './sessions.ts'
import type { EngineSession } from './sessions.ts'

/**
 * Sessions that share a queue: as many statements run at once as there are sessions, the rest wait
 * in order.
 */
export interface SessionPool {
  use<T>(work: (session: EngineSession) => Promise<T>): Promise<T>
  /** Resolves when everything that was queued or running at the time of the call is over. */
  drained(): Promise<void>
  close(): void
}

export function openSessionPool(dir: string, sessionCount: number, waitingMax: number): SessionPool {
  const all = Array.from({ length: sessionCount }, () => openEngineSession(dir))
  const free = [...all]
  const waiting: ((session: EngineSession) => void)[] = []
  const inHand = new Set<Promise<unknown>>()

  const take = (): Promise<EngineSession> => {
    const session = free.pop()
    if (session) return Promise.resolve(session)
    if (waiting.length >= waitingMax)
      return Promise.reject(new ServerError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many statements are waiting'))
    return new Promise((resolve) => waiting.push(resolve))
  }
  const give = (session: EngineSession): void => {
    const next = waiting.shift()
    if (next) next(session)
    else free.push(session)
  }
  const run = async <T>(work: (session: EngineSession) => Promise<T>): Promise<T> => {
    const session = await take()
    try {
      return await work(session)
    } finally {
      give(session)
    }
  }
  return {
    use(work) {
      const running = run(work)
      inHand.add(running)
      const forget = (): void => void inHand.delete(running)
      running.then(forget, forget)
      return running
    },
    async drained() {
      await Promise.allSettled(inHand)
    },
    close: () => all.forEach((session) => session.close()),
  }
}
