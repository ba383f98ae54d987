// Held by triggered.test.ts
import { journeySegmentId, triggerKey, triggersOf } from '@weir/contracts'
import type { StoredDestination, StoredJourney } from '@weir/contracts'

interface Tables {
  destinations: ReadonlyMap<string, StoredDestination>
  journeys: ReadonlyMap<string, StoredJourney>
}

/**
 * What the triggers of journeys make of webhooks: for each a destination of its own that is about
 * the segment of the step, and in all else as the webhook that the trigger names is now. They are
 * worked out and never stored, so there is nothing that could fall behind.
 */
export function triggered({ destinations, journeys }: Tables): StoredDestination[] {
  return [...journeys.values()].flatMap((journey) =>
    triggersOf(journey).flatMap((trigger): StoredDestination[] => {
      const { step, destination } = trigger
      const told = destinations.get(destination)
      if (told?.kind !== 'webhook') return []
      const made = {
        id: `${told.id}.${journey.id}.${step}`,
        name: `${told.name}: ${journey.name}, ${step}`,
        segment: journeySegmentId(journey.id, step),
        created_at: Math.max(told.created_at, journey.told_since[triggerKey(trigger)] ?? 0),
      }
      return [{ ...told, ...made }]
    }),
  )
}
