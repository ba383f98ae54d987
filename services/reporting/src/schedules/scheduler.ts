import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { WeirError } from '@weir/contracts'
import type { ReportRun, ReportRuns } from '@weir/contracts'
import { backoffMs, repeat } from '@weir/runtime'
import { WebhookError } from '@weir/runtime/http'
import type { ReportParts } from '../reports/report.ts'
import { runReport } from './run.ts'
import type { Keeping } from './run.ts'
import { turnOf } from './turns.ts'
import type { Turn } from './turns.ts'

export interface SchedulerOptions extends Keeping {
  /** How often it is looked which reports are due, ms. */
  lookMs?: number
  /** How long a claim waits for the claims of other processes, ms. */
  settleMs?: number
}

const LOOK_MS = 5_000
const SETTLE_MS = 2_000
/** Of one schedule; their files stay. */
export const RUNS_KEPT = 100
const RETRY = { min: 60_000, max: 3_600_000 }
/** A report that failed so often is left to its next turn. */
const TRIES = 8

/**
 * Makes reports when they are due, one after the other. All processes look; a claim in the control
 * plane decides which of them makes one, as it does for fetched reports (decision 0046). A report
 * that two make for a moment is the same twice.
 * @returns how to stop.
 */
export function startMaking(making: ReportParts, options: SchedulerOptions): { close(): Promise<void> } {
  const { config, clock, logger } = making.deps
  const look = async (signal: AbortSignal): Promise<void> => {
    for (const { id } of config.reportSchedules()) {
      if (signal.aborted) return
      await makeDue(making, options, id, signal)
    }
  }
  const onError = (error: unknown): void => logger.error({ err: error }, 'could not look which reports are due')
  return repeat(look, { everyMs: options.lookMs ?? LOOK_MS, onError })

  async function makeDue({ deps }: ReportParts, own: SchedulerOptions, id: string, signal: AbortSignal): Promise<void> {
    const turn = dueOf(id)
    const claim = turn && (await claimRun(id, own.settleMs ?? SETTLE_MS, signal))
    if (!claim) return
    const end = async (change: Partial<ReportRun>, more: Partial<ReportRuns> = {}): Promise<void> => {
      const runs = config.reportRuns(id)
      // Deleted meanwhile: a new schedule of the same id begins without runs.
      if (!runs) return
      await deps.config.put(`report-runs:${id}`, ended(runs, claim, { ...change, ended_at: clock.now() }, more))
    }
    const schedule = config.reportSchedule(id)
    if (!schedule) return
    try {
      const made = await runReport(making, own, schedule, claim.turn)
      await end({ state: 'done', ...made }, { failures: 0 })
      logger.info({ schedule: id, due: new Date(claim.turn.due).toISOString() }, 'a report was made')
    } catch (error) {
      const failures = claim.runs.failures + 1
      const again = failures < TRIES ? { retry_at: clock.now() + backoffMs(failures - 1, RETRY) } : {}
      await end({ state: 'failed', error: reasonOf(error) }, { failures, ...again })
      logger.warn({ schedule: id, err: error }, 'a report could not be made')
    }
  }

  function dueOf(id: string): Turn | undefined {
    const schedule = config.reportSchedule(id)
    return schedule && turnOf(schedule, config.reportRuns(id), clock.now())
  }

  /** The last of several that say so at the same moment has it. */
  async function claimRun(id: string, settleMs: number, signal: AbortSignal): Promise<Claim | undefined> {
    await config.refresh()
    const turn = dueOf(id)
    if (!turn) return undefined
    const before = config.reportRuns(id)
    const isAgain = before?.runs[0]?.due === turn.due
    const earlier = (before?.runs ?? []).slice(isAgain ? 1 : 0, RUNS_KEPT - 1)
    const now = clock.now()
    const run: ReportRun = { due: turn.due, missed: turn.missed, state: 'running', started_at: now }
    const runs: ReportRuns = {
      owner: randomUUID(),
      seen_at: now,
      failures: isAgain ? (before?.failures ?? 0) : 0,
      runs: [run, ...earlier],
    }
    await config.put(`report-runs:${id}`, runs)
    // Cut short when it closes: it goes on only where the signal was not given.
    await sleep(settleMs, undefined, { signal, ref: false }).catch(() => undefined)
    await config.refresh()
    return !signal.aborted && config.reportRuns(id)?.owner === runs.owner ? { turn, runs } : undefined
  }
}

/** A run that is this process's. */
interface Claim {
  turn: Turn
  runs: ReportRuns
}

/** Another run may have been asked for meanwhile: what is not ours stays as it is. */
function ended(now: ReportRuns, { turn, runs }: Claim, change: Partial<ReportRun>, more: Partial<ReportRuns>): ReportRuns {
  const isNewest = now.owner === runs.owner
  return { ...now, ...(isNewest ? more : {}), runs: now.runs.map((run) => (run.due === turn.due ? { ...run, ...change } : run)) }
}

/** Why, for who asks; the log has the rest. */
function reasonOf(error: unknown): string {
  if (error instanceof WebhookError) return error.message
  if (error instanceof WeirError)
    return [error.message, ...(error.faults ?? []).map(({ path, message }) => `${path}: ${message}`)].join('; ')
  return 'the report could not be made; the log says why'
}
