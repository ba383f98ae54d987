// Held by tests/simulation/consent-log.sim.test.ts

import { hash } from 'node:crypto'
import { addEvidence, codeOf, noteEvidence } from '@weir/consent'
import { BY_BASIS, clickhouseTime, consentCode, consentRecordHash, PURPOSES } from '@weir/contracts'
import type { ConsentLogRow, EventHit, PersonEvent } from '@weir/contracts'
import { consentFrom } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { FoldMeta } from './meta.ts'
import type { RowIdentity } from './rows.ts'

/**
 * Appends to the partition's chain what an event said of somebody's consent, unless they have said
 * it in this way before.
 * @param person as they are after the event; their evidence is changed in place, as is the head of
 *   the chain in `meta`.
 * @param identity of the row, should there be one.
 * @returns the row.
 */
export function consentRecord(
  meta: Pick<FoldMeta, 'chain'>,
  person: Person,
  event: PersonEvent,
  identity: RowIdentity,
): ConsentLogRow | undefined {
  const { hit } = event
  const code = codeOf(hit.consent)
  const way = wayOf(hit, code)
  const at = consentFrom(hit)
  if (noteEvidence(person.evidence, way, at)) return undefined
  const row = nextRecord(meta, event, person.id, identity)
  addEvidence(person.evidence, { way, at, code, part: row.part, seq: row.seq }, person.consent)
  return row
}

/**
 * The same of a refusal about an identifier that is nobody's.
 * @param kept the refusals that are kept with the identifier already.
 * @param person what stands for the identifier: a keyed digest.
 */
export function refusalRecord(
  meta: Pick<FoldMeta, 'chain'>,
  kept: readonly PersonEvent[],
  refusal: PersonEvent,
  person: string,
  identity: RowIdentity,
): ConsentLogRow | undefined {
  const way = ({ hit }: PersonEvent): number => wayOf(hit, codeOf(hit.consent))
  if (kept.some((one) => way(one) === way(refusal))) return undefined
  return nextRecord(meta, refusal, person, identity)
}

/** Appends a record to the chain. */
function nextRecord(
  meta: Pick<FoldMeta, 'chain'>,
  { hit, eid }: PersonEvent,
  person: string,
  identity: RowIdentity,
): ConsentLogRow {
  const { part } = identity
  const at = consentFrom(hit)
  const seq = meta.chain.seq + 1
  const { by = BY_BASIS, proof = '' } = hit.statement ?? {}
  const content = {
    seq,
    at: clickhouseTime(at),
    received_at: clickhouseTime(hit.received_at),
    source: hit.source,
    channel: hit.channel,
    person,
    eid,
    codes: PURPOSES.map((purpose) => consentCode(hit.consent[purpose])).join(''),
    decided_by: by,
    proof,
    previous: meta.chain.hash,
    part,
  }
  meta.chain = { seq, hash: consentRecordHash(content, { at, received_at: hit.received_at }) }
  return { ...content, hash: meta.chain.hash, ...identity }
}

/** Most hits say what others of their source said before. */
const KEPT_MAX = 10_000
const ways = new Map<string, number>()

/** What stands for source, channel and words: 48 bits of their hash. */
function wayOf({ source, channel, statement }: EventHit, code: number): number {
  const said = `${source}\0${channel}\0${code}\0${statement ? `${statement.by}\0${statement.proof}` : ''}`
  let way = ways.get(said)
  if (way === undefined) {
    if (ways.size >= KEPT_MAX) ways.clear()
    way = Number.parseInt(hash('sha256', said, 'hex').slice(0, 12), 16)
    ways.set(said, way)
  }
  return way
}
