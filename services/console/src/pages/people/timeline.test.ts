import { expect, it } from 'vitest'
import { timelineOf } from './timeline.ts'

it('has events and memberships on one axis, newest first, a cause below its effect', () => {
  const event = { source: 'shop', event_id: 'x' }
  const entries = timelineOf({
    persons: [
      {
        events: [
          { ...event, eid: 'a', name: 'ViewContent', event_time: '2024-05-01T00:00:00.000Z' },
          { ...event, eid: 'b', name: 'Purchase', event_time: '2024-05-02T00:00:00.000Z', properties: { value: 20 } },
        ],
        membership_changes: [
          { at: '2024-05-02T00:00:00.000Z', segment: 'buyers', op: 'entered', reason: 'event' },
          { at: '2024-06-01T00:00:00.000Z', segment: 'buyers', op: 'left', reason: 'window' },
        ],
      },
    ],
  })
  expect(entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'left buyers',
    'entered buyers',
    'event Purchase',
    'event ViewContent',
  ])
  expect(entries[2]?.body).toContain('"value": 20')
})
