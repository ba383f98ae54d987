// Held by tests/e2e/retention.e2e.test.ts

import { randomUUID } from 'node:crypto'
import { standingDenials } from '@weir/consent'
import { erasureKey, identifierDigest, keysOf, OPT_OUTS_PARTITION, TOPICS } from '@weir/contracts'
import type { OptOut, StoredErasure } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { repeat } from '@weir/runtime'
import { querySeen } from '../retention/query.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { PersonView } from '../shared/person.ts'
import { createReportReader } from '../shared/reader.ts'
import { erasureNames } from './find.ts'
import { RUNNER } from './request.ts'

/** So many people are looked at together, and erased by one request. */
const PEOPLE = 500
const WAIT_MS = 30_000
const AGAIN_MS = 60_000
const PAUSE_PER_LOOK = 20

type UnseenDeps = Omit<ReportingDeps, 'auditor' | 'health' | 'budget' | 'optOuts'> & { log: Pick<EventLog, 'append'> }

/**
 * Erases people of whom nothing came for as long as people are kept, in the same way as those who
 * are erased on request. What they have denied stays denied: it is an opt-out of all their
 * identifiers, which are kept as digests only.
 */
export function startUnseen(deps: UnseenDeps): { close(): Promise<void> } {
  const { fold, keep, clock, logger } = deps
  const warehouse = createReportReader(deps.warehouse)

  async function look(signal: AbortSignal): Promise<void> {
    const before = clock.now() - keep.people
    // Whoever was seen a moment ago has a row by then.
    if (!(await deps.awaitFolded(WAIT_MS)) || !(await deps.awaitVisible(WAIT_MS))) return
    for (let partition = 0; partition < fold.partitions; partition++) {
      for (let from = 0; !signal.aborted;) {
        const named = await fold.view(partition).ordinals(from, PEOPLE)
        const last = named.at(-1)
        if (!last) break
        from = last.ordinal + 1
        const blobs = await fold.view(partition).load(named.map(({ id }) => id))
        const known = blobs.flatMap((blob) => (blob ? [deps.decodePerson(blob)] : []))
        const unseen = await unseenOf(known, before)
        if (unseen.length > 0) await erase(unseen)
      }
    }
  }

  async function unseenOf(people: readonly PersonView[], before: number): Promise<PersonView[]> {
    const old = people.filter((person) => person.movedTo === '' && person.born < before && !deps.erased.isGone(person))
    if (old.length === 0) return []
    const seen = await querySeen(warehouse, old.flatMap(idsOf), before)
    return old.filter((person) => !idsOf(person).some((id) => seen.has(id)))
  }

  async function erase(people: readonly PersonView[]): Promise<void> {
    const now = clock.now()
    const denials = people.flatMap((person) => keptDenials(person, now))
    const entries = denials.map((optOut) => ({
      partition: OPT_OUTS_PARTITION,
      key: '',
      value: Buffer.from(JSON.stringify(optOut)),
    }))
    if (entries.length > 0) await deps.log.append(TOPICS.optOuts, entries)
    const id = randomUUID()
    const request: StoredErasure = {
      requested_at: now,
      asked: deps.erased.seal(people.map((person) => person.id)),
      ...erasureNames(deps.erased, people),
      found: people.length,
      stage: 'accepted',
      cause: 'unseen',
      runner: RUNNER,
    }
    await deps.erasureLedger?.note([{ id, request }])
    await deps.config.put(erasureKey(id), request)
    logger.info({ erasure: id, people: people.length }, 'people who were not seen for long are erased')
  }
  const onError = (error: unknown): void =>
    logger.warn(
      { reason: error instanceof Error ? error.name : 'unknown' },
      'who was last seen when could not be read; trying again',
    )
  const againMs = Math.min(AGAIN_MS, keep.everyMs)
  return keep.people === Infinity
    ? { close: async () => undefined }
    : repeat(look, { everyMs: keep.everyMs, againMs, restPerRun: PAUSE_PER_LOOK, onError })
}

function idsOf({ id, absorbed }: PersonView): string[] {
  return [id, ...absorbed.map((one) => one.id)]
}

/**
 * What somebody has denied, as if every identifier that they have or had had stood in the hits that
 * said so: whoever comes later under one of them is withheld until they grant it.
 */
export function keptDenials(
  { consent, identifiers, former }: Pick<PersonView, 'consent' | 'identifiers' | 'former'>,
  now: number,
): OptOut[] {
  const digests = [...new Set([...identifiers.map(identifierDigest), ...former])]
  const all = standingDenials(consent) ?? {}
  if (digests.length === 0) return []
  return (['hit', 'keyless'] as const).flatMap((scope) => {
    const denied: OptOut['denied'] = {}
    for (const purpose of keysOf(all)) {
      const isKeyless = consent[purpose]?.keyless === true
      if (isKeyless === (scope === 'keyless')) denied[purpose] = all[purpose]!
    }
    return Object.keys(denied).length === 0 ? [] : [{ digests, denied, scope, received_at: now }]
  })
}
