import type { PersonHistory } from '../../api/more-types.ts'

/** An event, or a change of a membership; `source` is where it came from, or its reason. */
export interface TimelineEntry {
  key: string
  at: string
  kind: 'event' | 'entered' | 'left'
  name: string
  source: string
  /** The event's properties as JSON. */
  body: string
}

/** Everything on one axis, newest first; at one instant the event comes before what it changed. */
export function timelineOf({ persons }: PersonHistory): TimelineEntry[] {
  const entries = persons.flatMap(({ events, membership_changes }) => [
    ...events.map((event): TimelineEntry => ({
      key: event.eid,
      at: event.event_time,
      kind: 'event',
      name: event.name,
      source: event.source,
      body: JSON.stringify(event.properties ?? {}, null, 2),
    })),
    ...membership_changes.map((change, i): TimelineEntry => ({
      key: `${change.segment} ${change.at} ${i}`,
      at: change.at,
      kind: change.op === 'entered' ? 'entered' : 'left',
      name: change.segment,
      source: change.reason,
      body: '{}',
    })),
  ])
  const rank = ({ kind }: TimelineEntry): number => (kind === 'event' ? 0 : 1)
  return entries.toSorted((a, b) => (a.at === b.at ? rank(b) - rank(a) : a.at < b.at ? 1 : -1))
}
