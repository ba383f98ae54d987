import { TOPICS } from '@weir/contracts'
import { createLogger, Registry } from '@weir/runtime'
import { expect, test } from 'vitest'
import { createSegmenterEvents } from './metrics.ts'

test('every event of the business is in a metric of its own', async () => {
  const registry = new Registry()
  const events = createSegmenterEvents(createLogger('metrics-test', 'silent'), registry)
  events.hitJudged('merge')
  events.stepCommitted({ events: 3, repeats: 1, entered: 5, left: 6, absorbed: 2 })
  events.timersFired(4)
  events.recordPoisoned(TOPICS.events, 0, 7, new Error('unreadable'))
  events.recordPoisoned(TOPICS.hits, 0, 8, new Error('unreadable'))
  events.logTime(1, 1_700_000_000_000)
  events.outboxes(() => ({ resolve: 8, fold: 9 }))
  const lines = (await registry.metrics()).split('\n')
  for (const line of [
    'weir_resolve_hits_total{verdict="merge"} 1',
    'weir_fold_events_total 3',
    'weir_fold_timers_total 4',
    'weir_membership_changes_total{op="entered"} 5',
    'weir_membership_changes_total{op="left"} 6',
    'weir_fold_repeats_total 1',
    'weir_persons_absorbed_total 2',
    // Only those that could not be folded.
    'weir_fold_poison_total 1',
    'weir_log_time_ms{partition="1"} 1700000000000',
    'weir_outbox_steps{step="resolve"} 8',
    'weir_outbox_steps{step="fold"} 9',
  ])
    expect(lines).toContain(line)
})
