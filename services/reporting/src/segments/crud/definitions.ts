import { WeirError, sameList, withChanges } from '@weir/contracts'
import type { FieldFault, SegmentInput, StoredSegment } from '@weir/contracts'
import { within } from '@weir/runtime'
import { compile } from '@weir/segmentation'
import type { Program } from '@weir/segmentation'
import type { ReportingDeps } from '../../shared/deps.ts'
import { createSerial } from '../../shared/serial.ts'
import { isStoredSo, keptOfDeleted, keptOfSaved, nextVersion } from './keeping.ts'
import type { ChangedBy } from './keeping.ts'

/** Saving and deleting segment definitions, each of which is kept as a version. */
export interface DefinitionStore {
  /**
   * Saves and waits until the segmenter works with it.
   * @throws WeirError invalid_field, conflict.
   */
  save(id: string, input: SegmentInput, by: ChangedBy): Promise<StoredSegment>
  /** @throws WeirError not_found, or conflict when another segment refers to it. */
  remove(id: string, by: ChangedBy): Promise<void>
  /**
   * Saves and deletes several segments, and whatever stands beside them, in one append, and waits
   * until the segmenter works with them. What is as it should be is not written again, so doing
   * the same twice changes nothing.
   * @throws WeirError invalid_field, conflict.
   */
  saveTogether(changes: TogetherSaved): Promise<void>
}

/** Segments that are saved and deleted at once. */
interface TogetherSaved {
  put: readonly { id: string; input: SegmentInput }[]
  /** Ids; those that there are not do no harm. */
  removed: readonly string[]
  /** Other records of the control plane, which come before those of segments. */
  beside: readonly { key: string; value: unknown }[]
  by: ChangedBy
}

/** How long an answer waits for the segmenter, ms; after that the segment shows as backfilling. */
const PATIENCE_MS = 10_000

export function createDefinitions({ config, clock, awaitDefinitions, logger }: ReportingDeps): DefinitionStore {
  const serial = createSerial()
  /** Ids whose last change the segmenter has not taken over yet. */
  const pending = new Map<string, Promise<void>>()

  /**
   * Follows a change until it is taken over.
   * @returns a promise that also resolves when patience runs out.
   */
  const settle = async (id: string): Promise<void> => {
    const applied = awaitDefinitions(config.segmentsVersion())
      .catch((error: unknown) => logger.error({ err: error, segment: id }, 'the definition was not taken over'))
      .then(() => void (pending.get(id) === applied && pending.delete(id)))
    pending.set(id, applied)
    await within(applied, PATIENCE_MS, () => undefined)
  }

  const mustBeNoSeed = (id: string): void => {
    if (config.lookalikes().has(id))
      throw new WeirError('conflict', `a lookalike is made of it: DELETE /v1/lookalikes/${id} first`)
  }
  return {
    async save(id, input, by) {
      // The segmenter has to see a segment gone before it may come back.
      await within(pending.get(id) ?? Promise.resolve(), PATIENCE_MS, () => undefined)
      const { next, changed } = await serial(async () => {
        // Another process may have stored a version a moment ago.
        await config.refresh()
        const [before, kept] = [config.segment(id), config.segmentVersions(id)]
        const next = nextVersion(id, input, { before, kept, now: clock.now() })
        check(next, config.segments())
        await config.putAll([{ key: `segment:${id}`, value: next }, ...keptOfSaved(kept, before, { next, by })])
        return { next, changed: before?.version !== next.version }
      })
      if (changed) await settle(id)
      return config.withThresholds(next)
    },
    async remove(id, by) {
      await serial(async () => {
        const gone = config.segment(id)
        if (!gone) throw new WeirError('not_found', 'there is no segment with this id')
        const lists = config.suppressionLists().filter(({ segments }) => segments.includes(id))
        if (lists.length > 0)
          throw new WeirError('conflict', `suppression lists have its members: ${lists.map((list) => list.id).join(', ')}`)
        mustBeNoSeed(id)
        mustNotBeUsed(id, withChanges(config.segments(), { changed: [], removed: [id] }))
        await config.putAll([
          { key: `segment:${id}`, value: undefined },
          ...keptOfDeleted(config.segmentVersions(id), gone, { at: clock.now(), by }),
        ])
      })
      await settle(id)
    },
    async saveTogether({ put, removed, beside, by }) {
      const ids = [...put.map(({ id }) => id), ...removed]
      await Promise.all(ids.map((id) => within(pending.get(id) ?? Promise.resolve(), PATIENCE_MS, () => undefined)))
      const written = await serial(async () => {
        const changed = put.flatMap(({ id, input }) => {
          const [before, kept] = [config.segment(id), config.segmentVersions(id)]
          const next = nextVersion(id, input, { before, kept, now: clock.now() })
          return before && isStoredSo(before, next) ? [] : [next]
        })
        const gone = removed.flatMap((id) => config.segment(id) ?? [])
        for (const next of changed) check(next, withChanges(config.segments(), { changed, removed: [] }))
        for (const { id } of gone) {
          mustBeNoSeed(id)
          mustNotBeUsed(id, withChanges(config.segments(), { changed, removed: [id] }))
        }
        const entries = [
          ...beside,
          ...changed.map((next) => ({ key: `segment:${next.id}`, value: next })),
          ...gone.map(({ id }) => ({ key: `segment:${id}`, value: undefined })),
          ...changed.flatMap((next) => keptOfSaved(config.segmentVersions(next.id), config.segment(next.id), { next, by })),
          ...gone.flatMap((one) => keptOfDeleted(config.segmentVersions(one.id), one, { at: clock.now(), by })),
        ]
        if (entries.length > 0) await config.putAll(entries)
        return [...changed, ...gone].map(({ id }) => id)
      })
      await Promise.all(written.map(settle))
    },
  }
}

/** @throws WeirError when the segment cannot stand beside the others. */
function check(next: StoredSegment, segments: readonly StoredSegment[]): void {
  const list = withChanges(segments, { changed: [next], removed: [] })
  const { bySegment } = mustCompile(list)
  if (bySegment.size === list.length) return
  const twin = segments.find(({ id, number }) => number === next.number && id !== next.id)
  if (twin) throw new WeirError('conflict', `the id has the same number as that of the segment "${twin.id}"; choose another id`)
}

/** @throws WeirError conflict when another segment refers to it. */
function mustNotBeUsed(id: string, others: readonly StoredSegment[]): void {
  try {
    compile(0, sameList(others))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new WeirError('conflict', `another segment refers to "${id}"; change or delete that one first`)
  }
}

/**
 * What the schema cannot see (an unknown time zone, an empty range) is found by compiling.
 * @throws WeirError invalid_field.
 */
export function mustCompile(definitions: Parameters<typeof compile>[1]): Program {
  try {
    return compile(0, sameList(definitions))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const faults: FieldFault[] = [{ path: 'rule', message: error.message }]
    throw new WeirError('invalid_field', 'the rule makes no sense', { faults })
  }
}

/**
 * Waits until the segmenter works with the definitions as they are stored now, but not for ever.
 */
export async function awaitTaken({ config, awaitDefinitions, logger }: ReportingDeps): Promise<void> {
  const taken = awaitDefinitions(config.segmentsVersion()).catch((error: unknown) =>
    logger.error({ err: error }, 'the definitions were not taken over'),
  )
  await within(taken, PATIENCE_MS, () => undefined)
}
