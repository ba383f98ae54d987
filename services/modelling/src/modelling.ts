// Held by tests/e2e/models.e2e.test.ts
import { isUnderWay } from '@weir/contracts'
import type { ModelRun, StoredLookalike, StoredModel, StoredThreshold, ThresholdInput } from '@weir/contracts'
import { repeat } from '@weir/runtime'
import type { Clock, ConfigView, Logger } from '@weir/runtime'
import { WarehouseError } from '@weir/warehouse'
import type { RowSource } from './examples.ts'
import { ModellingFault } from './fault.ts'
import { dropModel, keepModel, readModel } from './keep.ts'
import { startLearner } from './learning/learner.ts'
import type { Learner } from './learning/learner.ts'
import { percentilesOf, publishAll, sizeValue } from './publish.ts'
import type { PublishScores } from './publish.ts'
import { trainLookalike, trainModel } from './train.ts'

export interface ModellingDeps extends RowSource {
  config: Pick<ConfigView, 'models' | 'lookalikes' | 'segments' | 'threshold' | 'put'>
  publish: PublishScores
  /** Whether everything acknowledged before the call is in the warehouse; waits so many ms. */
  awaitVisible: (waitMs: number) => Promise<boolean>
  clock: Clock
  logger: Logger
  /** Where what was learnt is kept. */
  folder: string
  /** How often it is looked whether anything was asked for, ms. */
  lookMs?: number
}

const LOOK_MS = 500
const AGAIN_MS = 5_000
const VISIBLE_MS = 60_000
/** What fails so often for reasons that may pass is given up. */
const TRIES = 5
/** Reading and training are this part of the way, publishing is the rest. */
const TRAINED = 0.6

type Stored = StoredModel | StoredLookalike

/**
 * Does what was asked of models, the oldest first and one at a time. How far it is stands in the
 * control plane, so whoever starts next goes on: a training begins anew, a publication does again
 * what it did.
 */
export function startModelling(deps: ModellingDeps): { close(): Promise<void> } {
  const { config, clock, logger } = deps
  const failures = new Map<string, number>()

  const read = (key: string): Stored | undefined => {
    const [kind, id = ''] = key.split(':')
    return kind === 'model' ? config.models().get(id) : config.lookalikes().get(id)
  }
  const all = (): [string, Stored][] => [
    ...[...config.models()].map(([id, stored]): [string, Stored] => [`model:${id}`, stored]),
    ...[...config.lookalikes()].map(([id, stored]): [string, Stored] => [`lookalike:${id}`, stored]),
  ]
  /** @throws ModellingFault where it was deleted meanwhile: then nothing is written. */
  const update = async (key: string, run: Partial<ModelRun>, change: Partial<Stored> = {}): Promise<Stored> => {
    const stored = read(key)
    if (!stored) throw new ModellingFault('it was deleted')
    const next = { ...stored, ...change, run: { ...stored.run, ...run } }
    await config.put(key, next)
    return next
  }

  async function look(signal: AbortSignal): Promise<void> {
    const waiting = all().filter(([, { run }]) => isUnderWay(run))
    const [oldest] = waiting.sort(([, a], [, b]) => a.run.asked_at - b.run.asked_at)
    if (oldest) await work(oldest[0], signal)
  }

  async function work(key: string, signal: AbortSignal): Promise<void> {
    const learner = startLearner()
    let stop = (): void => undefined
    const stopped = new Promise<boolean>((resolve) => {
      stop = () => {
        void learner.close()
        resolve(false)
      }
    })
    signal.addEventListener('abort', stop)
    try {
      if (!(await Promise.race([deps.awaitVisible(VISIBLE_MS), stopped]))) throw new Error('the warehouse is behind')
      if (read(key)?.run.state !== 'publishing') await learnFirst(key, learner, signal)
      await publishNow(key, learner, signal)
      failures.delete(key)
      logger.info({ model: key }, 'a model was published')
    } catch (error) {
      // Cut short by the end of the process: the next one goes on.
      if (!signal.aborted) await giveUpOrTryAgain(key, error)
    } finally {
      signal.removeEventListener('abort', stop)
      await learner.close()
    }
  }

  /** Until what is to be published stands fixed: the version, and the instant of its scores. */
  async function learnFirst(key: string, learner: Learner, signal: AbortSignal): Promise<void> {
    const asked = await update(key, { state: 'training', progress: 0 })
    const version = asked.run.task === 'train' ? asked.version + 1 : asked.version
    // What is taken back counts one ms later: a newer publication is later than both.
    const scoresAt = (): number => Math.max(clock.now(), (asked.published?.at ?? -2) + 2)
    if (asked.run.task === 'score') return void (await update(key, { state: 'publishing', scores_at: scoresAt() }))
    const made = { version, trainedAt: clock.now() }
    const { kept, card } =
      'conversion' in asked
        ? await trainModel({ ...deps, signal }, learner, { asked, ...made })
        : await trainLookalike({ ...deps, signal }, learner, { asked, segment: idOf(key), segments: config.segments(), ...made })
    await keepModel(deps.folder, key, version, kept)
    await update(key, { state: 'publishing', progress: TRAINED, scores_at: scoresAt() }, { version, card })
  }

  async function publishNow(key: string, learner: Learner, signal: AbortSignal): Promise<void> {
    const stored = read(key)
    const at = stored?.run.scores_at
    if (!stored || at === undefined) throw new ModellingFault('it was deleted')
    const { version } = stored
    const kept = await readModel(deps.folder, key, version)
    const scored = 'conversion' in stored ? { model: idOf(key) } : { lookalike: idOf(key) }
    const who = 'conversion' in stored ? { exclude: [] } : { exclude: stored.exclude, seed: idOf(key) }
    const told = async (progress: number): Promise<void> =>
      void (await update(key, { progress: TRAINED + (1 - TRAINED) * progress }))
    const publishing = { scored, kept, at, ...who }
    const { values, people, retracted } = await publishAll({ ...deps, signal }, learner, deps.publish, publishing, told)
    const sizes = 'conversion' in stored ? [] : stored.sizes.map((size) => ({ size, ...sizeValue(values, size) }))
    await publishThreshold(
      key,
      'conversion' in stored
        ? { percentiles: percentilesOf(values) }
        : { sizes: sizes.map(({ size, value }) => ({ size, value })) },
    )
    const reached = sizes.map(({ size, reached: share }) => ({ size, share }))
    const published = { version, at, people, retracted, ...(sizes.length > 0 && { reached }) }
    await update(key, { state: 'done', progress: 1, ended_at: clock.now() }, { published })
    await dropModel(deps.folder, key, version - 1)
  }

  async function publishThreshold(id: string, numbers: ThresholdInput): Promise<void> {
    const version = (config.threshold(id)?.version ?? 0) + 1
    const next: StoredThreshold = { ...numbers, id, version, published_at: clock.now() }
    await config.put(`threshold:${id}`, next)
  }

  async function giveUpOrTryAgain(key: string, error: unknown): Promise<void> {
    const tries = (failures.get(key) ?? 0) + 1
    failures.set(key, tries)
    const isFinal = error instanceof ModellingFault || (error instanceof WarehouseError && error.fault === 'limit')
    if (!isFinal && tries < TRIES) throw error
    failures.delete(key)
    if (!isFinal) logger.error({ err: error, model: key }, 'a model could not be made')
    const reason = error instanceof ModellingFault ? error.message : 'it could not be done; the log says why'
    if (read(key)) await update(key, { state: 'failed', ended_at: clock.now(), reason })
  }

  const onError = (error: unknown): void => logger.warn({ err: error }, 'a model has to wait; trying again')
  return repeat(look, { everyMs: deps.lookMs ?? LOOK_MS, againMs: AGAIN_MS, onError })
}

function idOf(key: string): string {
  return key.slice(key.indexOf(':') + 1)
}
