import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eidOf } from './event-content.ts'
import { eventKey } from './ids.ts'
import type { Hit } from './hit.ts'

const granted = { granted: true, by: 'signal' } as const
const consent = { storage: granted, profiling: granted, personalised_ads: granted, measurement: granted, modelling: granted }

function hitOf(properties: Record<string, unknown>): Hit {
  const from = { source: 's', channel: 'server', name: 'Purchase', event_id: 'e', id_from: 'sender' } as const
  return { ...from, event_time: 1, received_at: 2, ids: [], consent, body: { properties } }
}

/** By its definition: JSON with the keys of all objects in their order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  )
}

test('an event has its name of what its hit says as JSON, whatever the order of keys', () => {
  const key = fc.string({ unit: 'grapheme' }).filter((text) => !/^\d+$/.test(text))
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  })).object
  fc.assert(
    fc.property(json, (properties) => {
      const hit = hitOf(properties as Record<string, unknown>)
      const said = { body: hit.body, consent, event_id: 'e', event_time: 1, name: 'Purchase', source: 's' }
      const content = JSON.stringify(canonical(['person', said, '']))
      expect(eidOf(hit, 'person')).toBe(eventKey('s', 'Purchase', 'e', 1, content))
    }),
  )
})
