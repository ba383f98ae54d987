import { TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import { Counter, createDeadLetters, Gauge } from '@weir/runtime'
import type { Logger, Registry } from '@weir/runtime'

/**
 * What happens in the segmenter that somebody should know: one function per business event feeds
 * metric and log.
 */
export interface SegmenterEvents {
  hitJudged(verdict: 'new' | 'merge' | 'drop' | 'erased'): void
  /** A step of the fold is stored. */
  stepCommitted(counts: { events: number; repeats: number; entered: number; left: number; absorbed: number }): void
  timersFired(count: number): void
  /** A partition has erased what it knew of people. */
  erased(counts: { people: number }): void
  recordPoisoned(topic: Topic, partition: number, offset: number, error: unknown): void
  definitionsApplied(partition: number, version: number): void
  logTime(partition: number, now: number): void
  /**
   * @param waiting says how many committed steps have outputs that are not in the log yet; asked
   *   when somebody wants to know.
   */
  outboxes(waiting: () => { resolve: number; fold: number }): void
}

export function createSegmenterEvents(logger: Logger, registry: Registry): SegmenterEvents {
  const registers = [registry]
  const hits = new Counter({
    name: 'weir_resolve_hits_total',
    help: 'Hits by verdict: new, merge, drop, erased (of somebody who was erased after it).',
    labelNames: ['verdict'],
    registers,
  })
  const events = new Counter({ name: 'weir_fold_events_total', help: 'Events folded.', registers })
  const timers = new Counter({ name: 'weir_fold_timers_total', help: 'Timers fired.', registers })
  const changes = new Counter({
    name: 'weir_membership_changes_total',
    help: 'Membership changes.',
    labelNames: ['op'],
    registers,
  })
  const repeats = new Counter({ name: 'weir_fold_repeats_total', help: 'Repeated records dropped by their origin.', registers })
  const absorbed = new Counter({
    name: 'weir_persons_absorbed_total',
    help: 'Persons who turned out to be another one.',
    registers,
  })
  const erased = new Counter({ name: 'weir_persons_erased_total', help: 'Persons erased from the state.', registers })
  const poison = new Counter({
    name: 'weir_fold_poison_total',
    help: 'Records put aside because they could not be folded.',
    registers,
  })
  const time = new Gauge({
    name: 'weir_log_time_ms',
    help: 'Log time per partition, Unix ms.',
    labelNames: ['partition'],
    registers,
  })
  const putAside = createDeadLetters(logger, registry)
  let waiting = (): { resolve: number; fold: number } => ({ resolve: 0, fold: 0 })
  const outboxes: Gauge = new Gauge({
    name: 'weir_outbox_steps',
    help: 'Committed steps whose outputs are not in the log yet.',
    labelNames: ['step'],
    registers,
    collect() {
      for (const [step, count] of Object.entries(waiting())) outboxes.set({ step }, count)
    },
  })
  return {
    hitJudged: (verdict) => hits.inc({ verdict }),
    stepCommitted(counts) {
      events.inc(counts.events)
      repeats.inc(counts.repeats)
      absorbed.inc(counts.absorbed)
      changes.inc({ op: 'entered' }, counts.entered)
      changes.inc({ op: 'left' }, counts.left)
    },
    timersFired: (count) => timers.inc(count),
    erased: ({ people }) => erased.inc(people),
    recordPoisoned(topic, partition, offset, error) {
      if (topic === TOPICS.events) poison.inc()
      putAside({ topic, partition, offset, reason: error })
    },
    definitionsApplied: (partition, version) => logger.info({ partition, version }, 'segment definitions applied'),
    logTime: (partition, now) => time.set({ partition }, now),
    outboxes: (next) => void (waiting = next),
  }
}
