// Held by packages/consent/src/evidence.prop.test.ts

import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, Purpose } from '@weir/contracts'
import { marksOf } from './codes.ts'
import { besideMark } from './fold.ts'
import type { PersonConsent, PurposeStatus } from './fold.ts'

/**
 * Where the consent log has what somebody said in one way. Who says the same with every hit has one
 * record, and `at` follows the newest of those hits.
 */
export interface Evidence {
  /** Names source, channel and words: 48 bits of a hash. */
  way: number
  /** Since when the newest such statement counts, Unix ms. */
  at: number
  /** What it said, as a number (see codeOf). */
  code: number
  /** The chain that has the record, and its place there. */
  part: number
  seq: number
}

/**
 * In so many ways somebody's statements are remembered: of each purpose two may matter, one with a
 * key and one without.
 */
export const EVIDENCE_MAX = 12

/**
 * Notes that something was said in a way that is known already.
 * @returns whether it is; if not, it needs a record.
 */
export function noteEvidence(known: readonly Evidence[], way: number, at: number): boolean {
  const same = known.find((one) => one.way === way)
  if (same === undefined) return false
  if (at > same.at) same.at = at
  return true
}

/**
 * Adds what has a record now, in place. Beyond the bound goes the oldest one that can decide
 * nothing: when it is said again, it gets another record.
 */
export function addEvidence(known: Evidence[], evidence: Evidence, consent: PersonConsent): void {
  known.push(evidence)
  if (known.length > EVIDENCE_MAX) forgetOne(known, consent)
}

function forgetOne(known: Evidence[], consent: PersonConsent): void {
  const needed = new Set(PURPOSES.flatMap((purpose) => evidenceOn(known, purpose, consent[purpose])))
  const idle = known.filter((one) => !needed.has(one))
  const oldest = idle.reduce((a, b) => (isBefore(b, a) ? b : a))
  known.splice(known.indexOf(oldest), 1)
}

function isBefore(a: Evidence, b: Evidence): boolean {
  if (a.at !== b.at) return a.at < b.at
  return a.part === b.part ? a.seq < b.seq : a.part < b.part
}

/** What two persons said who turn out to be one; of one way the newer record counts. */
export function uniteEvidence(a: readonly Evidence[], b: readonly Evidence[], consent: PersonConsent): Evidence[] {
  const united = a.map((one) => ({ ...one }))
  for (const one of b) {
    const same = united.findIndex(({ way }) => way === one.way)
    if (same < 0) united.push({ ...one })
    else if (isBefore(united[same]!, one)) united[same] = { ...one }
  }
  while (united.length > EVIDENCE_MAX) forgetOne(united, consent)
  return united
}

/**
 * The record that decides a purpose now; undefined where none was kept yet: it was said before
 * there was a consent log.
 */
export function decidingOn(known: readonly Evidence[], consent: PersonConsent, purpose: Purpose): Evidence | undefined {
  const standing = consent[purpose]
  return standing && evidenceOf(known, purpose, standing, standing.at)
}

/** Where there is what decides a purpose, and what stands beside it and may come to decide. */
function evidenceOn(known: readonly Evidence[], purpose: Purpose, standing: PurposeStatus | undefined): Evidence[] {
  if (standing === undefined) return []
  const { beside, at } = standing
  const besides = beside && evidenceOf(known, purpose, besideMark(standing, beside), beside.at)
  return [evidenceOf(known, purpose, standing, at), besides].filter((one) => one !== undefined)
}

/** Of what says this of a purpose at an instant, the first record. */
function evidenceOf(known: readonly Evidence[], purpose: Purpose, said: ConsentMark, at: number): Evidence | undefined {
  let found: Evidence | undefined
  for (const one of known) {
    if (one.at < at) continue
    const mark = marksOf(one.code)[purpose]
    if (mark?.granted !== said.granted || mark.by !== said.by || mark.keyless !== said.keyless) continue
    if (found === undefined || isBefore(one, found)) found = one
  }
  return found
}
