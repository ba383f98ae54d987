import { segmentNumber } from '@weir/contracts'
import type { FactRow, MembershipRow } from '@weir/contracts'
import { jsonLine, sampleMembership } from '@weir/warehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { absorb } from '../../../test/aliases.ts'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'

const opened = await openTestWarehouse()
let world: World
const at = (day: number, hour = 12): number => Date.UTC(2024, 3, day, hour)
const codes = (text: string, by: string): Partial<FactRow> => {
  const [storage, profiling, ads, measurement, modelling] = text.split('').map(Number)
  return {
    consent_storage: storage!,
    consent_profiling: profiling!,
    consent_personalised_ads: ads!,
    consent_measurement: measurement!,
    consent_modelling: modelling!,
    consent_by: by,
  }
}
let made = 0
const member = (segment: string, person: string, change: Partial<MembershipRow> = {}): MembershipRow =>
  sampleMembership({ segment, segment_number: segmentNumber(segment), person, part: 0, off: made++, n: 0, ...change })

/**
 * The example of docs/semantics.md: ann grants all by a TCF string; bob's source assumes consent,
 * and he grants personalised ads on his own; cem grants by Google's fields, then all by an entry;
 * dan was a member. Eve is also fay.
 */
beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  await world.ask('PUT', '/v1/segments/stored', { name: 'Stored', rule, purposes: [] })
  await world.ask('PUT', '/v1/segments/hidden', { name: 'Hidden', rule, min_size: 10 })
  await store(opened.warehouse, [
    fact(at(10), 'Purchase', { person: 'ann', ...codes('44444', 'ttttt') }),
    fact(at(10), 'Purchase', { person: 'ann', ...codes('22222', 'bbbbb') }),
    fact(at(10), 'Purchase', { person: 'bob', source: 'till', ...codes('22422', 'bbebb') }),
    fact(at(10), 'Purchase', { person: 'cem', ...codes('66611', 'mmmbb') }),
    fact(at(11), 'Pageview', { person: 'cem', ...codes('44411', 'eeebb') }),
    fact(at(10), 'Purchase', { person: 'dan', ...codes('44344', 'ttctt') }),
    fact(at(10), 'Purchase', { person: 'fay', ...codes('22222', '') }),
    fact(at(11), 'Purchase', { person: 'eve', ...codes('44444', '') }),
    // A refusal: the hit belongs to nobody, and the withdrawal that came of it is none of its own.
    fact(at(11), 'Purchase', { person: '', ...codes('33333', 'ggggg') }),
    fact(at(11), '', { person: 'dan', ...codes('33333', 'ggggg') }),
    fact(at(11), 'Purchase', { person: 'bot', bot: 'user_agent' }),
  ])
  await absorb(opened.warehouse, [['fay', 'eve']])
  const rows = ['buyers', 'stored', 'hidden'].flatMap((segment) => [
    member(segment, 'ann'),
    member(segment, 'bob'),
    member(segment, 'cem', { op: 'left', at: '2024-04-10 00:00:00.000' }),
    member(segment, 'cem', { at: '2024-04-11 00:00:00.000' }),
    member(segment, 'dan'),
    member(segment, 'dan', { op: 'left', at: '2024-05-07 00:00:00.000' }),
    member(segment, 'fay', { op: 'left' }),
    member(segment, 'eve'),
  ])
  await opened.warehouse.insertLines('memberships', rows.map(jsonLine))
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

interface Answer {
  said: {
    day: string
    source: string
    purpose: string
    signal: string
    granted: number
    denied: number
    not_said: number
    persons: number
  }[]
  segments: { segment: string; members: number | null; lost: { signal: string; people: number }[] }[]
}
async function summary(query = 'from=2024-04-01&to=2024-05-01', key?: string): Promise<Answer> {
  const url = `/v1/consent/summary?${query}`
  const answer = key
    ? await world.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${key}` } })
    : await world.ask('GET', url)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const rowsOf = ({ said }: Answer, purpose: string) =>
  said
    .filter((row) => row.purpose === purpose)
    .map((row) => [row.day.slice(8), row.source, row.signal, row.granted, row.denied, row.not_said, row.persons])

describe('the summary of consent', () => {
  it('counts what was granted, denied and not said, by source, day, purpose and signal', async () => {
    const answer = await summary()
    expect(rowsOf(answer, 'personalised_ads')).toEqual([
      ['10', 'shop', 'basis', 0, 0, 2, 2],
      ['10', 'shop', 'gpc', 0, 1, 0, 1],
      ['10', 'shop', 'google_consent_mode', 1, 0, 0, 1],
      ['10', 'shop', 'tcf', 1, 0, 0, 1],
      ['10', 'till', 'explicit', 1, 0, 0, 1],
      ['11', 'shop', 'unknown', 1, 0, 0, 1],
      ['11', 'shop', 'explicit', 1, 0, 0, 1],
      ['11', 'shop', 'gpp', 0, 1, 0, 0],
    ])
    expect(rowsOf(answer, 'measurement').filter(([day, source]) => day === '10' && source === 'shop')).toEqual([
      ['10', 'shop', 'basis', 0, 0, 3, 3],
      ['10', 'shop', 'tcf', 2, 0, 0, 2],
    ])
  })

  it('cuts days by the zone, and takes single sources', async () => {
    const answer = await summary('from=2024-04-11&to=2024-04-12&tz=Pacific/Auckland&source=till')
    expect(rowsOf(answer, 'storage')).toEqual([['11', 'till', 'basis', 0, 0, 1, 1]])
    expect((await summary('from=2024-04-01&to=2024-05-01&source=nosuch')).said).toEqual([])
  })

  it('says whom each signal lets in', async () => {
    const { segments } = await summary()
    expect(segments).toEqual([
      {
        segment: 'buyers',
        members: 4,
        lost: [
          { signal: 'unknown', people: 1 },
          { signal: 'basis', people: 1 },
          { signal: 'explicit', people: 2 },
          { signal: 'tcf', people: 1 },
        ],
      },
      { segment: 'hidden', members: null, lost: [] },
      {
        segment: 'stored',
        members: 4,
        lost: [
          { signal: 'unknown', people: 1 },
          { signal: 'basis', people: 1 },
          { signal: 'explicit', people: 1 },
          { signal: 'tcf', people: 1 },
        ],
      },
    ])
    expect((await summary('segments=stored')).segments.map(({ segment }) => segment)).toEqual(['stored'])
  })

  it('is CSV, a table at a time', async () => {
    const csv = async (query: string) => (await world.ask('GET', `/v1/consent/summary?format=csv&${query}`)).body
    expect((await csv('from=2024-04-10&to=2024-04-11&source=till')).split('\n').slice(0, 2)).toEqual([
      'day,source,purpose,signal,granted,denied,not_said,persons',
      '2024-04-10,till,measurement,basis,0,0,1,1',
    ])
    expect(await csv('table=lost&segments=hidden,stored')).toBe(
      'segment,members,signal,lost\nhidden,,,\nstored,4,unknown,1\nstored,4,basis,1\nstored,4,explicit,1\nstored,4,tcf,1\n',
    )
  })

  it('shows keys that are limited to sources what these sent, and no segments', async () => {
    const answer = await summary('from=2024-04-01&to=2024-05-01', await world.key(['read'], ['till']))
    expect([new Set(answer.said.map(({ source }) => source)), answer.segments]).toEqual([new Set(['till']), []])
  })

  it.each([
    ['tz=Mars', 'tz'],
    ['from=2024-04-02&to=2024-04-01', 'from'],
    ['from=yesterday', 'from'],
    ['segments=nosuch', 'segments'],
    ['format=xlsx', 'format'],
    ['table=all', 'table'],
    ['days=3', 'days'],
  ])('refuses %s and names the field', async (query, field) => {
    const answer = await world.ask('GET', `/v1/consent/summary?${query}`)
    expect([answer.statusCode, answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)]).toEqual([
      400,
      [field],
    ])
  })
})
