import { Cron } from 'croner'
import type { ReportRuns, ReportSchedule } from '@weir/contracts'

type Timed = Pick<ReportSchedule, 'cron' | 'tz'>

/** More turns than this that nothing made are counted as so many. */
const MISSED_MAX = 1_000
/** A process that was not heard of for so long makes its report no more. */
const SILENCE_MS = 10 * 60_000

/** A report that is to be made. */
export interface Turn {
  /** The instant it is due at, Unix ms. */
  due: number
  /** Turns before it that passed, and are made up for by this one. */
  missed: number
}

/**
 * What is wrong with a cron expression; nothing when it is right. Five fields, and the words that
 * croner knows (`MON`, `L`); an expression that never comes is wrong, too.
 */
export function cronFault(schedule: Timed): string | undefined {
  try {
    const next = cronOf(schedule).nextRun(new Date(Date.UTC(2024, 0, 1)))
    return next === null ? 'this never comes' : undefined
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^Cron\w*: /, '') : ''
    return `expected five fields, such as "0 7 * * 1": ${said}`
  }
}

/** When the next report is due after an instant (Unix ms); undefined where none ever is. */
export function nextDue(schedule: Timed, after: number): number | undefined {
  return cronOf(schedule).nextRun(new Date(after))?.getTime()
}

/**
 * The report that is to be made now, if one is: the newest that is due and was not made. Those that
 * were missed before it are not made one by one.
 */
export function turnOf(schedule: ReportSchedule, runs: ReportRuns | undefined, now: number): Turn | undefined {
  const newest = runs?.runs[0]
  const again = newest && isToBeMadeAgain(newest, runs, now)
  if (schedule.paused) return again && newest.state === 'asked' ? { due: newest.due, missed: 0 } : undefined
  const since = Math.max(schedule.saved_at, newest?.due ?? 0)
  const [due, ...missed] = turnsBetween(schedule, since, now)
  if (due !== undefined) return { due, missed: missed.length }
  return again ? { due: newest.due, missed: newest.missed } : undefined
}

/**
 * Turns behind `since` and up to `now`, the newest first. One by one: a look at a schedule that
 * comes once in four years must not go through a thousand of its turns.
 */
function turnsBetween(schedule: Timed, since: number, now: number): number[] {
  const cron = cronOf(schedule)
  const turns: number[] = []
  // What is due at this very instant is due.
  for (let before = now + 1_000; turns.length < MISSED_MAX;) {
    const turn = cron.previousRuns(1, new Date(before))[0]?.getTime()
    if (turn === undefined || turn <= since) break
    if (turn <= now) turns.push(turn)
    before = turn
  }
  return turns
}

function isToBeMadeAgain({ state }: ReportRuns['runs'][number], { retry_at, seen_at }: ReportRuns, now: number): boolean {
  if (state === 'asked') return true
  if (state === 'running') return now - seen_at > SILENCE_MS
  return state === 'failed' && retry_at !== undefined && retry_at <= now
}

function cronOf({ cron, tz }: Timed): Cron {
  return new Cron(cron, { timezone: tz, mode: '5-part' })
}
