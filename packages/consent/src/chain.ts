// Held by packages/consent/src/chain.test.ts

import { CHAIN_START, consentRecordHash } from '@weir/contracts'
import type { ChainHead, ConsentLogContent } from '@weir/contracts'

/**
 * What is wrong with a chain at a place.
 * - `changed`: the record does not have its hash, or is not the one that the state knows.
 * - `missing`: records from `seq` to `until` are not there.
 * - `repeated`: there are different records of one place.
 * - `unlinked`: it does not name the hash of the record before.
 */
export interface ChainFault {
  kind: 'changed' | 'missing' | 'repeated' | 'unlinked'
  seq: number
  until?: number
}

export type ChainRecord = ConsentLogContent & { hash: string }

/** Whether the record was emptied: as the fold writes it, it always names somebody. */
export function isEmptied({ person, eid, proof }: Pick<ConsentLogContent, 'person' | 'eid' | 'proof'>): boolean {
  return person === '' && eid === '' && proof === ''
}

/** So many faults are named; after that they are counted. */
export const CHAIN_FAULTS_MAX = 100

/** Follows one chain from its start, record by record. */
export interface ChainCheck {
  /** Takes the records in the order of their places. */
  take(record: ChainRecord): void
  /**
   * @param isWhole every record up to the head was there to be taken: if not, those that are
   *   missing at the end may be on their way.
   */
  result(isWhole: boolean): ChainResult
}

export interface ChainResult {
  records: number
  /** Of them, records of people who are gone, whose content was emptied. */
  emptied: number
  faults: ChainFault[]
  /** More than are named. */
  faultCount: number
}

/**
 * @param head how far the chain was by the state, before the records were read. It is what tells
 *   that records are missing at the end, or that the whole chain was written anew.
 */
export function createChainCheck(head: ChainHead): ChainCheck {
  const faults: ChainFault[] = []
  let faultCount = 0
  let records = 0
  let emptied = 0
  let last = { seq: 0, hash: CHAIN_START }
  const note = (fault: ChainFault): void => {
    faultCount++
    if (faults.length < CHAIN_FAULTS_MAX) faults.push(fault)
  }

  return {
    take(record) {
      const { seq, hash, previous } = record
      records++
      if (seq <= last.seq) return note({ kind: 'repeated', seq })
      const follows = seq === last.seq + 1
      if (!follows) note({ kind: 'missing', seq: last.seq + 1, until: seq - 1 })
      else if (previous !== last.hash) note({ kind: 'unlinked', seq })
      const isKnown = seq !== head.seq || hash === head.hash
      if (isEmptied(record)) emptied++
      if ((!isEmptied(record) && consentRecordHash(record) !== hash) || !isKnown) note({ kind: 'changed', seq })
      last = { seq, hash }
    },
    result(isWhole) {
      if (isWhole && last.seq < head.seq) note({ kind: 'missing', seq: last.seq + 1, until: head.seq })
      return { records, emptied, faults, faultCount }
    },
  }
}
