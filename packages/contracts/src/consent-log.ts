import { hash } from 'node:crypto'
import { fromClickhouseTime } from './times.ts'

/**
 * One record of the consent log, and one row of the table `consent_log` (JSONEachRow, the value of
 * a record on `weir.memberships` with the key `previous`). Every partition of the fold keeps a
 * chain of its own: `seq` counts its records from 1, and each names the hash of the one before.
 * - `at`: since when the statement counts; `received_at`: when it came (see times.ts for the form).
 * - `person`: who it is of, as of then; an id is one-way (see personId).
 * - `eid`: the event that said it.
 * - `codes`: per purpose, in the order of PURPOSES, what was said (see consentCode).
 * - `decided_by`: per purpose the letter of the signal (see SIGNAL_LETTERS).
 * - `proof`: what was sent; '' where the source's basis decided all.
 * - (`part`, `off`, `n`) identify the row: a replay writes the same three numbers, and the same
 *   hashes.
 */
export interface ConsentLogRow {
  seq: number
  at: string
  received_at: string
  source: string
  channel: string
  person: string
  eid: string
  codes: string
  decided_by: string
  proof: string
  previous: string
  hash: string
  part: number
  off: number
  n: number
}

/**
 * What the hash of a record covers: all that it says, its place in the chain, and what came before.
 */
export type ConsentLogContent = Omit<ConsentLogRow, 'hash' | 'off' | 'n'>

/** The `previous` of the first record of a chain. */
export const CHAIN_START = '0'.repeat(64)

/**
 * The hash of a record: SHA-256 over {@link canonicalRecord}, 64 hex digits.
 * @param times its times in Unix ms, where they are known.
 */
export function consentRecordHash(record: ConsentLogContent, times: ConsentRecordTimes = timesOf(record)): string {
  return hash('sha256', canonicalRecord(record, times), 'hex')
}

/** Unix ms. */
export interface ConsentRecordTimes {
  at: number
  received_at: number
}

function timesOf({ at, received_at }: ConsentLogContent): ConsentRecordTimes {
  return { at: fromClickhouseTime(at), received_at: fromClickhouseTime(received_at) }
}

/**
 * The bytes that are hashed: a JSON array without blanks, times in Unix ms, text as UTF-8. Whoever
 * has the rows can compute it with any JSON library.
 */
function canonicalRecord(record: ConsentLogContent, { at, received_at }: ConsentRecordTimes): string {
  const { part, seq, source, channel, person, eid, codes, decided_by, proof, previous } = record
  return JSON.stringify([part, seq, at, received_at, source, channel, person, eid, codes, decided_by, proof, previous])
}

/** How a record is named wherever it is referred to: its partition and its place in the chain. */
export function consentRecordId(part: number, seq: number): string {
  return `${part}-${seq}`
}

/** The inverse of {@link consentRecordId}; undefined when it is no such name. */
export function parseConsentRecordId(id: string): { part: number; seq: number } | undefined {
  const [, part, seq] = /^(\d{1,6})-([1-9]\d{0,14})$/.exec(id) ?? []
  return part === undefined ? undefined : { part: Number(part), seq: Number(seq) }
}

/** How far a chain is: what the next record builds on. */
export interface ChainHead {
  /** Records so far. */
  seq: number
  hash: string
}

/** The head of a chain without records. */
export function emptyChain(): ChainHead {
  return { seq: 0, hash: CHAIN_START }
}
