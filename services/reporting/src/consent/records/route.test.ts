import { CHAIN_START, consentRecordHash, encodeStored } from '@weir/contracts'
import type { ConsentLogContent, ConsentLogRow } from '@weir/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'

const opened = await openTestWarehouse()
let world: World
beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const T = '2024-05-01 07:08:09.123'
/** The records of a partition, as the fold writes them. */
function chainOf(part: number, length: number): ConsentLogRow[] {
  const chain: ConsentLogRow[] = []
  for (let seq = 1; seq <= length; seq++) {
    const said = { source: 'shop', channel: 'pixel', person: 'ab'.repeat(16), eid: '0123456789abcdef' }
    const how = { codes: '46032', decided_by: 'te-ob', proof: JSON.stringify([{ tcf: `CP"é${seq}` }]) }
    const content: ConsentLogContent = {
      part,
      seq,
      at: T,
      received_at: T,
      ...said,
      ...how,
      previous: chain.at(-1)?.hash ?? CHAIN_START,
    }
    chain.push({ ...content, hash: consentRecordHash(content), off: 7 * seq, n: 2 })
  }
  return chain
}
const lengths = [5, 3]
let chains: ConsentLogRow[][]

/** The state knows how far the chains are; the warehouse has these rows. */
async function store(rows: readonly ConsentLogRow[]): Promise<void> {
  await opened.warehouse.command('TRUNCATE TABLE consent_log')
  await opened.warehouse.insertLines(
    'consent_log',
    rows.map((row) => Buffer.from(JSON.stringify(row))),
  )
}
async function verify(
  query = '',
): Promise<{ intact: boolean; records: number; faults: [part: number, kind: string, seq: number][] }> {
  const answer = await world.ask('GET', `/v1/consent/verify${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  const { intact, records, chains } = answer.json<{
    intact: boolean
    records: number
    chains: { part: number; faults: { kind: string; seq: number }[] }[]
  }>()
  return {
    intact,
    records,
    faults: chains.flatMap(({ part, faults }) => faults.map(({ kind, seq }) => [part, kind, seq] as [number, string, number])),
  }
}

beforeAll(async () => {
  chains = lengths.map((length, part) => chainOf(part, length))
  for (const [part, chain] of chains.entries()) {
    const lease = await world.fold.acquire(part)
    const { seq, hash } = chain.at(-1)!
    const position = await lease.position()
    const meta = encodeStored({ now: 1, version: 0, chain: { seq, hash } })
    await lease.commit({ expect: position, position, meta })
  }
})
beforeEach(() => store(chains.flat()))

describe('a consent log', () => {
  it('is intact as it was written, also where rows were inserted twice', async () => {
    expect(await verify()).toEqual({ intact: true, records: 8, faults: [] })
    await opened.warehouse.insertLines(
      'consent_log',
      chains[1]!.map((row) => Buffer.from(JSON.stringify(row))),
    )
    expect(await verify()).toEqual({ intact: true, records: 8, faults: [] })
    expect(await verify('?part=1')).toEqual({ intact: true, records: 3, faults: [] })
  })

  const [first, second] = [(rows: ConsentLogRow[]) => rows[1]!, (rows: ConsentLogRow[]) => rows[2]!]
  it.each<[string, (rows: ConsentLogRow[]) => ConsentLogRow[], string[]]>([
    ['changed', (rows) => rows.map((row) => (row === first(rows) ? { ...row, codes: '44444' } : row)), ['changed']],
    ['removed', (rows) => rows.filter((row) => row !== first(rows)), ['missing']],
    ['removed at the end', (rows) => rows.slice(0, -2), ['missing']],
    ['removed altogether', () => [], ['missing']],
    [
      'put in another order',
      (rows) =>
        rows.map((row) =>
          row === first(rows) ? { ...second(rows), seq: row.seq } : row === second(rows) ? { ...first(rows), seq: row.seq } : row,
        ),
      ['unlinked', 'changed', 'unlinked', 'changed', 'unlinked'],
    ],
    ['added to', (rows) => [...rows, { ...first(rows), codes: '44444', off: 1_000 }], ['repeated']],
  ])('is not when it was %s', async (_, tamper, kinds) => {
    await store([...tamper(chains[0]!), ...chains[1]!])
    const { intact, faults } = await verify()
    expect([intact, faults.map(([part, kind]) => [part, kind])]).toEqual([false, kinds.map((kind) => [0, kind])])
    expect((await verify('?part=1')).intact).toBe(true)
  })

  it('shows a record by the name that exports give it', async () => {
    expect((await world.ask('GET', '/v1/consent/records/1-2')).json()).toEqual({
      record: '1-2',
      at: '2024-05-01T07:08:09.123Z',
      received_at: '2024-05-01T07:08:09.123Z',
      source: 'shop',
      channel: 'pixel',
      person: 'ab'.repeat(16),
      eid: '0123456789abcdef',
      said: {
        storage: { granted: true, by: 'tcf', keyless: false },
        profiling: { granted: true, by: 'explicit', keyless: true },
        measurement: { granted: false, by: 'opt_out', keyless: false },
        modelling: { granted: true, by: 'basis', keyless: false },
      },
      proof: '[{"tcf":"CP\\"é2"}]',
      previous: chains[1]![0]!.hash,
      hash: chains[1]![1]!.hash,
      emptied: false,
      intact: true,
    })
  })

  it.each([
    ['/v1/consent/records/1-99', 404, undefined],
    ['/v1/consent/records/17', 400, 'record'],
    ['/v1/consent/records/0-0', 400, 'record'],
    ['/v1/consent/verify?part=2', 400, 'part'],
    ['/v1/consent/verify?part=x', 400, 'part'],
    ['/v1/consent/verify?depth=2', 400, 'depth'],
  ])('%s answers %i and names the field', async (url, status, field) => {
    const answer = await world.ask('GET', url)
    const { errors = [] } = answer.json<{ errors?: { path: string }[] }>()
    expect([answer.statusCode, errors[0]?.path]).toEqual([status, field])
  })
})
