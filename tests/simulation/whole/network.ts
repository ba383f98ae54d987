import { createHash } from 'node:crypto'
import type { Random } from '@weir/testkit'
import type { Fault, Weather } from './faults.ts'
import type { Timeline } from './timeline.ts'

/** One life of a process. What it asks after its end is never answered. */
export interface Life {
  readonly name: string
  isOver(): boolean
  /** Stopped in the middle of everything until then, simulated ms; it will not know. */
  frozenUntil(): number
  /** Ends it, at once and without a word. */
  crash(why: string): void
}

/**
 * How a call goes wrong. `error` is what the caller is told; undefined: it is told the answer all
 * the same.
 */
export interface Mishap {
  fault: Fault
  /**
   * How often what is asked for is done: 0, 1, 2. `late`: once, after the caller was told that it
   * failed.
   */
  done: 0 | 1 | 2 | 'late'
  error: ((why: string) => Error) | undefined
  /** What is done instead of the whole. */
  instead?: () => unknown
}

/** Everything that leaves a process goes this way: delayed, in any order, and not always once. */
export interface Network {
  readonly timeline: Timeline
  readonly random: Random
  weather: Weather
  /** How often each fault happened. */
  readonly counts: Map<Fault, number>
  count(fault: Fault): void
  note(line: string): void
  /** Waits until nothing that was given up is still on its way. */
  calm(): Promise<void>
  /**
   * @param mishaps what may go wrong with this call; the kind's rate says how often one of them
   *   does.
   */
  call<T>(life: Life, kind: string, label: string, apply: () => Promise<T> | T, mishaps: readonly Mishap[]): Promise<T>
  /** What was noted last, and a hash of all of it. */
  trace(): { lines: readonly string[]; hash: string }
}

/** How long somebody waits for an answer that does not come, ms. */
const TIMEOUT_MS = 400
const LATE_MS = 4_000

/** What it throws is a rejection, too. */
async function attempt<T>(work: () => Promise<T> | T): Promise<T> {
  return work()
}

export function createNetwork(timeline: Timeline, random: Random, keep: boolean): Network {
  const counts = new Map<Fault, number>()
  const hash = createHash('sha256')
  const lines: string[] = []
  let noted = 0
  /** Until then something late may arrive, simulated ms. */
  let lateUntil = 0

  const delay = (): number => {
    const usual = random.next() * network.weather.delayMs
    return random.chance(0.02) ? usual * 50 : usual
  }
  const note = (line: string): void => {
    const stamped = `${timeline.now().toFixed(3)} ${line}`
    hash.update(`${stamped}\n`)
    noted++
    if (keep) lines.push(stamped)
  }
  const count = (fault: Fault): void => void counts.set(fault, (counts.get(fault) ?? 0) + 1)
  /** Lets a life know something, unless it ended; a frozen one hears of it when it thaws. */
  const tell = (life: Life, ms: number, act: () => void): void =>
    void timeline.after(ms, () => {
      if (life.isOver()) return
      const thaw = life.frozenUntil()
      if (thaw > timeline.now()) tell(life, thaw - timeline.now(), act)
      else act()
    })

  const network: Network = {
    timeline,
    random,
    weather: { rates: {}, delayMs: 1, crash: 0, kill: 0, freeze: 0, rebalance: 0, rollback: 0, slip: 0 },
    counts,
    count,
    note,
    async calm() {
      while (lateUntil >= timeline.now()) await timeline.sleep(lateUntil - timeline.now() + 1)
    },
    call(life, kind, label, apply, mishaps) {
      const what = `${life.name} ${label}`
      const { rates, crash } = network.weather
      return new Promise((resolve, reject) => {
        const answer = (ms: number, act: () => void): void => tell(life, ms, act)
        const die = (fault: 'crash before' | 'crash after'): void => {
          count(fault)
          life.crash(`${fault} ${label}`)
        }
        const arrive = async (mishap: Mishap | undefined): Promise<void> => {
          if (mishap) count(mishap.fault)
          const done = mishap?.done ?? 1
          if (mishap && done === 'late') {
            note(`${what}: ${mishap.fault}`)
            answer(TIMEOUT_MS, () => reject(mishap.error?.(mishap.fault)))
            const lateMs = TIMEOUT_MS + random.next() * LATE_MS
            lateUntil = Math.max(lateUntil, timeline.now() + lateMs)
            timeline.after(lateMs, () => {
              note(`${what}: done late`)
              // Whoever asked for it has been told already.
              void attempt<unknown>(mishap.instead ?? apply).catch(() => undefined)
            })
            return
          }
          let result: Awaited<ReturnType<typeof apply>> | undefined
          let failure: { error: unknown } | undefined
          try {
            if (mishap?.instead) await mishap.instead()
            else if (done !== 0) result = await apply()
            if (done === 2) await attempt(apply).catch(() => undefined)
          } catch (error) {
            failure = { error }
          }
          note(`${what}${mishap ? `: ${mishap.fault}` : ''}${failure ? `: ${String(failure.error)}` : ''}`)
          if (!life.isOver() && random.chance(crash)) return die('crash after')
          const told = mishap?.error ? { error: mishap.error(mishap.fault) } : failure
          answer(delay() + (mishap?.error && done !== 0 ? TIMEOUT_MS : 0), () => {
            if (told) reject(told.error)
            else resolve(result as Awaited<ReturnType<typeof apply>>)
          })
        }
        // Whoever is over or frozen sends nothing; the latter when it thaws.
        const leave = (): void =>
          tell(life, 0, () => {
            if (random.chance(crash)) return die('crash before')
            const mishap = mishaps.length > 0 && random.chance(rates[kind] ?? 0) ? random.pick(mishaps) : undefined
            timeline.after(delay(), () => void arrive(mishap))
          })
        leave()
      })
    },
    trace: () => ({ lines, hash: `${noted} ${hash.copy().digest('hex').slice(0, 32)}` }),
  }
  return network
}
