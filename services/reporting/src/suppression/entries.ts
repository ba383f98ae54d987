// Held by route.test.ts
import { isOnList } from '@weir/consent'
import { identifierDigest, TOPICS, WeirError } from '@weir/contracts'
import type { FieldFault, OptOut, SuppressedIdentifier } from '@weir/contracts'
import { normalise } from '@weir/identity'
import type { ReportingDeps } from '../shared/deps.ts'

/** Who is put on a list, and who is taken off it, as one-way digests. */
export interface EntryChanges {
  add: string[]
  remove: string[]
}

/** How many identifiers one record on `weir.optouts` has. */
const RECORD_DIGESTS = 1_000

/**
 * The digests of identifiers, as opt-outs have them: the same however they were written.
 * @param path of the field that they came in.
 * @throws WeirError invalid_field naming each that identifies nobody, and quoting none.
 */
export function digestsOf(identifiers: readonly SuppressedIdentifier[], path: string): string[] {
  const faults: FieldFault[] = []
  const digests = identifiers.map(({ type, value }, i) => {
    // Whoever may not be handed out may have an id that looks like a placeholder.
    const normal = normalise(type, value, { has: () => true })
    if (normal === undefined) faults.push({ path: `${path}.${i}.value`, message: `this is no ${type} that names somebody` })
    return normal === undefined ? '' : identifierDigest({ type, value: normal })
  })
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults: faults.slice(0, FAULTS_MAX) })
  return [...new Set(digests)]
}

const FAULTS_MAX = 100

/** How many of these are on the list at present. @param key of the list. */
export async function countListed(
  { optOuts }: Pick<ReportingDeps, 'optOuts'>,
  key: string,
  digests: readonly string[],
): Promise<number> {
  const keys = new Set([key])
  const known = await optOuts.denialsOf(digests)
  return digests.filter((digest) => {
    const denials = known.get(digest)
    return denials !== undefined && isOnList(denials, keys)
  }).length
}

/**
 * Writes entries where opt-outs are, so that every door that looks there has them in force from the
 * answer on. @param at Unix ms; of two changes of one entry the newer counts.
 */
export async function writeEntries(
  { log }: Pick<ReportingDeps, 'log'>,
  key: string,
  { add, remove }: EntryChanges,
  at: number,
): Promise<void> {
  const records = [...recordsOf(add, { key, at, on: true }), ...recordsOf(remove, { key, at, on: false })]
  const entries = records.map((record) => ({ partition: 0, key: '', value: Buffer.from(JSON.stringify(record)) }))
  if (entries.length > 0) await log.append(TOPICS.optOuts, entries)
}

function recordsOf(digests: readonly string[], list: NonNullable<OptOut['list']>): OptOut[] {
  return Array.from({ length: Math.ceil(digests.length / RECORD_DIGESTS) }, (_, i) => ({
    digests: digests.slice(i * RECORD_DIGESTS, (i + 1) * RECORD_DIGESTS),
    denied: {},
    scope: 'hit',
    received_at: list.at,
    list,
  }))
}
