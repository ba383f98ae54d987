// Held by tests/e2e/activation.e2e.test.ts
import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { LEDGER_SECRET, OutageError, TOPICS, WeirError } from '@weir/contracts'
import type { SentDestination } from '@weir/contracts'
import type { SendOutcome } from '@weir/destinations'
import type { EventLog, PartitionHandler } from '@weir/eventlog'
import { sharedSecret } from '@weir/runtime'
import type { Clock, ConfigView, Logger, Registry } from '@weir/runtime'
import { FencedError, PositionError } from '@weir/state'
import type { StateStore } from '@weir/state'
import { liveDestinations } from './destinations.ts'
import type { Live } from './destinations.ts'
import type { Http } from './http.ts'
import { activationMetrics } from './metrics.ts'
import { openTarget } from './open-target.ts'
import type { OpenTargetDeps } from './open-target.ts'
import type { PeopleSource } from './people.ts'
import { openSession } from './session.ts'
import { segmentSizes } from './sizes.ts'
import type { Session } from './session.ts'
import type { SendTarget, Tended } from './target.ts'
import { entriesIn, everybodyIn } from './workspace.ts'

export interface ActivationDeps extends Pick<OpenTargetDeps, 'variable' | 'tiktokUrl' | 'allowPrivateHooks'> {
  log: EventLog
  /** Of its own, with as many partitions as people have. */
  state: StateStore
  config: ConfigView
  people: PeopleSource
  /** The machine's time: a destination is asked again after real pauses. */
  wall: Pick<Clock, 'now'>
  http: Http
  logger: Logger
  registry: Registry
}

export interface Activation {
  /** Settles when it has stopped: resolves after `close`, rejects with what stopped it. */
  readonly done: Promise<void>
  /** Looks whether a destination can be reached, without changing anything there. */
  test(destination: SentDestination): Promise<SendOutcome>
  /** Ends the requests under way and stops. */
  close(): Promise<void>
}

const GROUP = 'activation'
const READ_MAX = { records: 5_000, bytes: 4_000_000 }
const IDLE_MS = 100
/** How often it is looked for what no record tells: opt-outs, people who are due, definitions. */
const LOOK_MS = 100
const TROUBLE_MS = 1_000

/**
 * Follows changes of memberships, and tells destinations of them: of each person what is true at
 * the instant at which it is sent.
 */
export function startActivation(deps: ActivationDeps): Activation {
  const { log, state, config, people, wall, logger, registry } = deps
  const closing = new AbortController()
  const sessions = new Map<number, Session>()
  const metrics = activationMetrics(registry, () => sessions.values())
  const open = {
    config,
    http: deps.http,
    tiktokUrl: deps.tiktokUrl,
    allowPrivateHooks: deps.allowPrivateHooks,
    now: () => wall.now(),
    ...(deps.variable && { variable: deps.variable }),
  }
  const openOne = (spec: SentDestination): SendTarget => openTarget(spec, { ...open, mayMake: () => sessions.has(0) })
  const destinations = liveDestinations(config, openOne)
  const sizes = segmentSizes(people, () => wall.now())
  const troubles = new Map<string, string>()
  const onRequest = ({ spec }: Live, action: string, outcome: { kind: string; reason?: string }, count: number): void => {
    metrics.request(spec.id, action, outcome.kind, count)
    tellTrouble(spec, outcome)
  }
  const onTended = ({ spec }: Live, { outcome, matched }: Tended): void => {
    if (matched !== undefined) metrics.matched(spec.id, matched)
    tellTrouble(spec, outcome)
  }
  const tellTrouble = (spec: SentDestination, outcome: { kind: string; reason?: string }): void => {
    const was = troubles.get(spec.id)
    const reason = outcome.kind === 'done' ? undefined : outcome.reason
    if (reason === was) return
    if (reason === undefined) {
      troubles.delete(spec.id)
      logger.info({ destination: spec.id }, 'the destination takes what it is told again')
    } else {
      troubles.set(spec.id, reason)
      logger.warn({ destination: spec.id, reason }, 'the destination does not take what it is told; it is tried again')
    }
  }

  const entries = (destination: string, who: readonly string[]) => entriesIn(state, destination, who)
  const everybody = (destination: string) => everybodyIn(state, destination)
  const assign = async (partition: number): Promise<PartitionHandler> => {
    const lease = await state.acquire(partition)
    const revoked = new AbortController()
    const signal = AbortSignal.any([closing.signal, revoked.signal])
    // Cut short when it closes: its callers look at the signal.
    const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined)
    const session = await openSession(
      {
        config,
        destinations,
        people,
        sizes,
        entries,
        everybody,
        now: () => wall.now(),
        pause,
        isClosing: () => signal.aborted,
        onRequest,
        onTended,
      },
      lease,
      { id: await logId(config), end: await log.end(TOPICS.memberships, partition) },
    )
    sessions.set(partition, session)
    let failure: unknown
    const turns = (async () => {
      for (let told = false; !signal.aborted;) {
        try {
          const isBusy = await session.turn()
          if (partition === 0) await removeDeleted(deps, [...destinations().values()])
          told = false
          if (!isBusy) await pause(LOOK_MS)
        } catch (error) {
          if (isLost(error)) return void (failure = error)
          if (!told) logger.warn({ err: error, partition }, 'people cannot be sent to destinations; it is tried again')
          told = true
          await pause(TROUBLE_MS)
        }
      }
    })()
    const check = (): void => {
      if (failure !== undefined) throw failure
    }
    return {
      position: session.position() + 1,
      async batch(records) {
        check()
        await session.take(records)
      },
      idle: async () => check(),
      async revoke() {
        revoked.abort()
        await turns
        sessions.delete(partition)
      },
    }
  }
  const consumer = log.consume({ topic: TOPICS.memberships, group: GROUP, assign, max: READ_MAX, idleMs: IDLE_MS })
  return {
    done: consumer.done,
    test: (spec) => openOne(spec).test(),
    async close() {
      closing.abort()
      await consumer.close()
    },
  }
}

/** Places are of one log: one that is made anew has another secret for them. */
async function logId(config: ConfigView): Promise<string> {
  return hash('sha256', await sharedSecret(config, LEDGER_SECRET))
}

/** Whether the partition is another's by now, so that going on is pointless. */
function isLost(error: unknown): boolean {
  if (error instanceof FencedError || error instanceof PositionError) return true
  return !(error instanceof OutageError || error instanceof WeirError)
}

/** Removes what is at destinations that are deleted, and then their records. */
async function removeDeleted({ config, wall }: ActivationDeps, live: readonly Live[]): Promise<void> {
  for (const { spec, target, gate } of live) {
    if (!spec.deleting || gate.closedUntil() > wall.now()) continue
    const outcome = await (target.removeAll?.() ?? { kind: 'done' as const, request: '' })
    if (outcome.kind !== 'done') {
      gate.failed(wall.now(), outcome.kind === 'blocked' ? outcome.forMs : undefined)
      continue
    }
    const keys = [`destination:${spec.id}`, `destination-audiences:${spec.id}`]
    await config.putAll(keys.map((key) => ({ key, value: undefined })))
  }
}
