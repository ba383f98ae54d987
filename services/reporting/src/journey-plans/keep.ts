// Held by route.test.ts
import { journeyOfSegment, triggerKey, triggersOf, WeirError } from '@weir/contracts'
import type { JourneyInput, StoredJourney } from '@weir/contracts'
import { compileJourney } from '@weir/segmentation'
import type { Costs } from '../segments/cost/cost.ts'
import type { DefinitionStore } from '../segments/crud/definitions.ts'
import type { ChangedBy } from '../segments/crud/keeping.ts'
import { mustStand } from '../segments/crud/candidate.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { createSerial } from '../shared/serial.ts'
import { mustCompileJourney } from './check.ts'

/** Journeys with the segments of their steps. */
export interface JourneyStore {
  /**
   * Stores it, and waits until its segments are followed.
   * @throws WeirError invalid_field, conflict.
   */
  save(id: string, journey: JourneyInput, by: ChangedBy): Promise<StoredJourney>
  /** @throws WeirError not_found; conflict where a segment of a user refers to a step. */
  remove(id: string, by: ChangedBy): Promise<void>
  /**
   * Makes segments of steps what the stored journeys say, should a process have died between one
   * record and the next; whatever cannot be repaired is logged.
   */
  repair(): Promise<void>
}

interface JourneyParts {
  definitions: DefinitionStore
  costs: Costs
}

export function createJourneys(
  { config, clock, logger }: Pick<ReportingDeps, 'config' | 'clock' | 'logger'>,
  { definitions, costs }: JourneyParts,
): JourneyStore {
  const inTurn = createSerial()
  const segmentsOf = (journey: string): string[] =>
    config.segments().flatMap(({ id }) => (journeyOfSegment(id) === journey ? [id] : []))

  /** Writes what differs, the journey's own record first. */
  const replace = async (
    id: string,
    stored: StoredJourney | undefined,
    { beside, by }: { beside: { key: string; value: unknown }[]; by: ChangedBy },
  ) => {
    const put = stored ? compileJourney(id, stored) : []
    const removed = segmentsOf(id).filter((segment) => !put.some((one) => one.id === segment))
    await definitions.saveTogether({ put, removed, beside, by })
  }

  return {
    save: (id, journey, by) =>
      inTurn(async () => {
        // Another process may have stored something a moment ago.
        await config.refresh()
        for (const { id: segment, input } of mustCompileJourney(config, id, journey))
          await costs.mustAfford(mustStand(config, segment, input))
        const now = clock.now()
        const before = config.journey(id)
        const keys = triggersOf(journey).map(triggerKey)
        const told_since = Object.fromEntries(keys.map((key) => [key, before?.told_since[key] ?? now]))
        const stored = { ...journey, saved_at: now, told_since }
        await replace(id, { ...stored, id }, { beside: [{ key: `journey:${id}`, value: stored }], by })
        return mustFindJourney(config, id)
      }),
    remove: (id, by) =>
      inTurn(async () => {
        await config.refresh()
        mustFindJourney(config, id)
        await replace(id, undefined, { beside: [{ key: `journey:${id}`, value: undefined }], by })
      }),
    repair: () =>
      inTurn(async () => {
        // A journey that this version cannot read is not gone: its segments stay as they are.
        const isSure = !config.unreadable().some(({ kind }) => kind === 'journey')
        const owners = isSure ? config.segments().flatMap(({ id }) => journeyOfSegment(id) ?? []) : []
        const ids = new Set([...config.journeys().map(({ id }) => id), ...owners])
        for (const id of ids)
          await replace(id, config.journey(id), { beside: [], by: null }).catch((error: unknown) =>
            logger.error({ err: error, journey: id }, 'the segments of a journey are not what they should be'),
          )
      }),
  }
}

/** @throws WeirError not_found. */
export function mustFindJourney(config: ReportingDeps['config'], id: string): StoredJourney {
  const journey = config.journey(id)
  if (!journey) throw new WeirError('not_found', 'there is no journey with this id')
  return journey
}
