import { eventKey } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { explain, isMemberAt } from '@weir/segmentation'
import { describe, expect, test } from 'vitest'
import { readShared } from './shared-data.ts'

/**
 * ClickHouse's own vectors for windowFunnel: our sequences find the same funnels complete, level by
 * level.
 */

interface Vector {
  name: string
  events: { t: number; e: string | number }[]
  steps: (string | number)[]
  /** Seconds, inclusive. */
  window: number
  mode: string[]
  expected_level: number
}

const { vectors } = JSON.parse(readShared('data/funnel-conformance/window_funnel_default.json')) as { vectors: Vector[] }
/**
 * In ClickHouse one event completes the same step several times; in a sequence no event serves
 * twice.
 */
const QUIRK = 'same step thrice default'
const START = Date.UTC(2024, 0, 1)
const granted = { granted: true, by: 'basis' } as const
const consent = { storage: granted, profiling: granted, personalised_ads: granted, measurement: granted, modelling: granted }

function historyOf({ events }: Vector): PersonEvent[] {
  return events.map(({ t, e }, i) => {
    const event_time = START + t * 1000
    // Events at one instant are in the order of their keys: number them so that it is the order of
    // the vector.
    const eid = i.toString(16).padStart(4, '0') + eventKey('funnel', String(e), String(i), event_time).slice(4)
    return {
      kind: 'event',
      person: '',
      eid,
      rev: 0,
      hit: {
        source: 'funnel',
        channel: 'server',
        name: String(e),
        event_id: String(i),
        id_from: 'sender',
        event_time,
        received_at: event_time,
        ids: [],
        consent,
        body: {},
      },
    }
  })
}

function segmentOf({ steps, window }: Vector, level: number): SegmentDefinition {
  const events = steps.slice(0, level).map((name) => ({ event: { name: String(name) } }))
  const rule =
    level === 1
      ? { event: events[0]!.event, within: 'all' as const }
      : { sequence: events, span: `${window}s`, within: 'all' as const }
  return { id: 'funnel', number: 1, version: 1, name: 'funnel', rule }
}

describe('windowFunnel vectors', () => {
  test('there are some, and one quirk', () => {
    expect(vectors.length).toBeGreaterThan(15)
    expect(vectors.filter(({ name }) => name === QUIRK)).toHaveLength(1)
  })
  test.each(vectors.filter(({ name }) => name !== QUIRK).map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const history = historyOf(vector)
    const at = START + 100_000_000
    for (let level = 1; level <= vector.steps.length; level++) {
      const segment = segmentOf(vector, level)
      expect(isMemberAt(segment, history, at), `oracle, level ${level}`).toBe(level <= vector.expected_level)
      expect(explain(segment, history, at).member, `why, level ${level}`).toBe(level <= vector.expected_level)
    }
  })
})
