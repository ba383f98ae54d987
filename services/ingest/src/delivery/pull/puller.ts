import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { nextPull, pullSettings } from '@weir/contracts'
import type { DeliveryPull, DeliverySource } from '@weir/contracts'
import { backoffMs, repeat } from '@weir/runtime'
import type { ConfigView, Logger } from '@weir/runtime'
import type { DeliveryDoor } from '../import.ts'
import type { PullOptions } from './options.ts'
import { PullError } from './pull-error.ts'
import { runPull } from './run.ts'
import type { PullableSource, Pulled } from './run.ts'
import { placeOf, readToken } from './token.ts'

const DEFAULTS = { lookMs: 10_000, settleMs: 2_000, pauses: { min: 1_000, max: 60_000 } }
/** After a failure that may pass by itself. */
const RETRY = { min: 60_000, max: 3_600_000 }
/** A new token is noticed after so long, whatever the schedule. */
const TOKEN_RETRY_MS = 15 * 60_000
/** A running fetch tells so this often, ms. */
const TELL_MS = 30_000

/** The fetch is another process's, or its source was changed or deleted. */
class SupersededError extends Error {
  override readonly name = 'SupersededError'
}

interface Parts {
  config: ConfigView
  logger: Logger
  door: DeliveryDoor
  /** Told how each fetch ended. */
  ended: (outcome: 'done' | 'failed') => void
}

/**
 * Fetches reports of ad platforms when they are due, one source after the other. All processes
 * look; a claim in the control plane decides which of them fetches. Two that fetch at once for a
 * moment do no harm: the later import of a row replaces the other.
 * @returns how to stop.
 */
export function startPuller(parts: Parts, options: PullOptions): { close(): Promise<void> } {
  const { config, logger } = parts
  const look = async (signal: AbortSignal): Promise<void> => {
    for (const source of config.deliverySources()) {
      if (signal.aborted) return
      if (isPullable(source) && isDue(source, config, options.clock.now())) await pullOne(parts, options, source.id, signal)
    }
  }
  const onError = (error: unknown): void => logger.error({ err: error }, 'could not look which reports are to be fetched')
  const everyMs = options.lookMs ?? DEFAULTS.lookMs
  return repeat(look, { everyMs, onError })
}

function isPullable(source: DeliverySource | undefined): source is PullableSource {
  return source?.pull !== undefined && source.tz !== undefined
}

function isDue(source: PullableSource, config: ConfigView, now: number): boolean {
  return nextPull(source.pull.every, pullSettings(source), config.deliveryPull(source.id)) <= now
}

async function pullOne(parts: Parts, options: PullOptions, id: string, signal: AbortSignal): Promise<void> {
  const { config, logger, ended } = parts
  const claim = await claimPull(config, options, id, signal)
  if (!claim) return
  const { source, record } = claim
  const put = (change: Partial<DeliveryPull>): Promise<void> =>
    config.put(`delivery-pull:${id}`, { ...record, seen_at: options.clock.now(), ...change })
  try {
    const pulled = await fetchAll(parts, options, claim, signal, put)
    await put(doneWith(pulled, options.clock.now()))
    ended('done')
    logger.info({ source: id, rows: pulled.rows, rejected: pulled.rejected }, 'reports were fetched')
  } catch (error) {
    if (error instanceof SupersededError) return
    const fault = signal.aborted ? stopped() : toFault(error)
    await put(failedWith(fault, record.failures, options.clock.now()))
    ended('failed')
    // A fault that was not foreseen has its stack in the log, and only there.
    const err = fault.cause === undefined ? {} : { err: fault.cause }
    logger.warn({ source: source.id, fault: fault.fault, ...err }, `reports were not fetched: ${fault.message}`)
  }
}

interface Claim {
  source: PullableSource
  record: DeliveryPull
}

/**
 * Says in the control plane that this process fetches, and waits for others who say so at the same
 * moment: the last one has it.
 */
async function claimPull(
  config: ConfigView,
  { clock, settleMs = DEFAULTS.settleMs }: PullOptions,
  id: string,
  signal: AbortSignal,
): Promise<Claim | undefined> {
  await config.refresh()
  const source = config.deliverySource(id)
  if (!isPullable(source) || !isDue(source, config, clock.now())) return undefined
  const before = config.deliveryPull(id)
  const now = clock.now()
  const record: DeliveryPull = {
    owner: randomUUID(),
    settings: pullSettings(source),
    state: 'running',
    started_at: now,
    seen_at: now,
    failures: before?.failures ?? 0,
    rows: 0,
    rejected: 0,
    ...(before?.last ? { last: before.last } : {}),
  }
  await config.put(`delivery-pull:${id}`, record)
  // Cut short when it closes: the fetch looks at the signal.
  await sleep(settleMs, undefined, { signal, ref: false }).catch(() => undefined)
  await config.refresh()
  return config.deliveryPull(id)?.owner === record.owner ? { source, record } : undefined
}

async function fetchAll(
  { config, door }: Parts,
  { url, clock, pauses = DEFAULTS.pauses, variable }: PullOptions,
  { source, record }: Claim,
  signal: AbortSignal,
  put: (change: Partial<DeliveryPull>) => Promise<void>,
): Promise<Pulled> {
  const mustBeOurs = (): void => {
    const now = config.deliverySource(source.id)
    const isOurs = config.deliveryPull(source.id)?.owner === record.owner
    if (!now || pullSettings(now) !== record.settings || !isOurs) throw new SupersededError('the fetch is not ours any more')
  }
  const token = await readToken(source.pull.token, variable)
  let toldAt = clock.now()
  const went = async ({ rows, rejected }: Pulled): Promise<void> => {
    signal.throwIfAborted()
    mustBeOurs()
    if (clock.now() - toldAt < TELL_MS) return
    toldAt = clock.now()
    await put({ rows, rejected })
  }
  const asking = { url, token, tokenPlace: placeOf(source.pull.token), pauses, signal }
  const pulled = await runPull(door, source, { asking, now: clock.now(), went })
  mustBeOurs()
  return pulled
}

function doneWith({ rows, rejected, firstFault, from, to }: Pulled, now: number): Partial<DeliveryPull> {
  const message = `${rejected} rows could not be used; the first: ${firstFault}`
  return {
    state: 'done',
    failures: 0,
    rows,
    rejected,
    last: { ended_at: now, rows, rejected, from, to },
    ...(rejected > 0 ? { error: { code: 'unreadable', message } } : {}),
  }
}

function failedWith(error: PullError, before: number, now: number): Partial<DeliveryPull> {
  const failed: Partial<DeliveryPull> = {
    state: 'failed',
    failures: before + 1,
    error: { code: error.fault, message: error.message },
  }
  // What was refused is refused again: until the next turn, or a change of the source.
  if (error.fault === 'token') return { ...failed, retry_at: now + TOKEN_RETRY_MS }
  return error.passes ? { ...failed, retry_at: now + backoffMs(before, RETRY) } : failed
}

function toFault(error: unknown): PullError {
  return error instanceof PullError ? error : new PullError('here', 'the fetch failed; the log says why', { cause: error })
}

function stopped(): PullError {
  return new PullError('here', 'the process was stopped while it fetched')
}
