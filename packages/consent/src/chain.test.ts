import { CHAIN_START, consentRecordHash } from '@weir/contracts'
import type { ConsentLogContent } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { createChainCheck } from './chain.ts'
import type { ChainRecord, ChainResult } from './chain.ts'

const T = '2024-05-06 07:08:09.123'

function chainOf(length: number): ChainRecord[] {
  const chain: ChainRecord[] = []
  for (let seq = 1; seq <= length; seq++) {
    const previous = chain.at(-1)?.hash ?? CHAIN_START
    const said = { source: 'shop', channel: 'pixel', person: 'ab'.repeat(16), eid: '0123456789abcdef' }
    const how = { codes: '44433', decided_by: 'ttttt', proof: `[{"tcf":"CP${seq}"}]` }
    const content: ConsentLogContent = { part: 2, seq, at: T, received_at: T, ...said, ...how, previous }
    chain.push({ ...content, hash: consentRecordHash(content) })
  }
  return chain
}

function check(records: readonly ChainRecord[], length = 6, isWhole = true): ChainResult {
  const { seq, hash } = chainOf(length).at(-1)!
  const checking = createChainCheck({ seq, hash })
  for (const record of records) checking.take(record)
  return checking.result(isWhole)
}

test('a chain is whole, also when it has grown since the head was read', () => {
  expect(check(chainOf(6))).toEqual({ records: 6, emptied: 0, faults: [], faultCount: 0 })
  expect(check(chainOf(9))).toEqual({ records: 9, emptied: 0, faults: [], faultCount: 0 })
  expect(createChainCheck({ seq: 0, hash: CHAIN_START }).result(true)).toMatchObject({ records: 0, faultCount: 0 })
})

describe.each([1, 3, 6])('at place %i', (seq) => {
  const fields = ['part', 'at', 'received_at', 'source', 'channel', 'person', 'eid', 'codes', 'decided_by', 'proof'] as const
  test.each(fields)('a record with another %s is changed', (field) => {
    const other = field === 'part' ? 3 : field.endsWith('at') ? '2024-05-06 07:08:09.124' : 'x'
    const records = chainOf(6).map((one) => (one.seq === seq ? { ...one, [field]: other } : one))
    expect(check(records).faults).toEqual([{ kind: 'changed', seq }])
  })

  test('a record that was changed together with its hash does not fit the next, or the head', () => {
    const records = chainOf(6).map((one) => {
      const other = { ...one, codes: '44444' }
      return one.seq === seq ? { ...other, hash: consentRecordHash(other) } : one
    })
    expect(check(records).faults).toEqual([seq === 6 ? { kind: 'changed', seq } : { kind: 'unlinked', seq: seq + 1 }])
  })

  test('a record that was removed is missing', () => {
    expect(check(chainOf(6).filter((one) => one.seq !== seq)).faults).toEqual([{ kind: 'missing', seq, until: seq }])
  })

  test('a second record of the place is told', () => {
    const records = chainOf(6).flatMap((one) => (one.seq === seq ? [one, { ...one, codes: '33333' }] : [one]))
    expect(check(records).faults).toEqual([{ kind: 'repeated', seq }])
  })
})

test('of emptied records of people who are gone the links count', () => {
  const emptied = (one: ChainRecord, seq: number): ChainRecord =>
    one.seq === seq ? { ...one, person: '', eid: '', proof: '' } : one
  const records = chainOf(6).map((one) => emptied(one, 3))
  expect(check(records)).toEqual({ records: 6, emptied: 1, faults: [], faultCount: 0 })
  const forged = records.map((one) => (one.seq === 3 ? { ...one, hash: 'f'.repeat(64) } : one))
  expect(check(forged).faults).toEqual([{ kind: 'unlinked', seq: 4 }])
  // What names somebody still is held to its hash.
  expect(check(chainOf(6).map((one) => ({ ...one, proof: '' }))).faultCount).toBe(6)
})

test('two records that were put in each other’s place are changed and unlinked', () => {
  const records = chainOf(6)
  const swapped = records.map((one) => ({ ...(one.seq === 3 ? records[3]! : one.seq === 4 ? records[2]! : one), seq: one.seq }))
  expect(check(swapped).faults.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['unlinked', 3],
    ['changed', 3],
    ['unlinked', 4],
    ['changed', 4],
    ['unlinked', 5],
  ])
})

test('a chain that was written anew from somewhere on ends otherwise than the state knows', () => {
  const anew: ChainRecord[] = chainOf(2)
  for (const one of chainOf(6).slice(2)) {
    const content = { ...one, codes: '44444', previous: anew.at(-1)!.hash }
    anew.push({ ...content, hash: consentRecordHash(content) })
  }
  expect(check(anew).faults).toEqual([{ kind: 'changed', seq: 6 }])
})

test('what is missing at the end is told once all must be there', () => {
  expect(check(chainOf(4)).faults).toEqual([{ kind: 'missing', seq: 5, until: 6 }])
  expect(check(chainOf(4), 6, false).faults).toEqual([])
  expect(check([]).faults).toEqual([{ kind: 'missing', seq: 1, until: 6 }])
})
