import { describe, expect, test } from 'vitest'
import { createEventIds } from './event-ids.ts'
import { columnsOf, ReplayMap } from './map.ts'
import { timeReader } from './times.ts'
import { toEvent } from './to-event.ts'
import type { Mapped } from './to-event.ts'

const CDNOW = {
  event: 'Purchase',
  event_time: 'date',
  time_format: 'yyyymmdd',
  'user.external_id': 'customer_id',
  'properties.value': { column: 'dollars', type: 'number' },
}

/** Maps rows that all have the columns of the first. */
function mapAll(
  spec: object,
  rows: Record<string, unknown>[],
  columns: string[] | undefined = Object.keys(rows[0] ?? {}),
): Mapped[] {
  const map = ReplayMap.parse(spec)
  const mapping = { map, source: 'shop', readTime: timeReader(map.timeFormat), eventIds: createEventIds(map.eventId), columns }
  return rows.map((values, i) => toEvent({ line: i + 2, values }, mapping))
}
const bodies = (mapped: Mapped[]): unknown[] => mapped.map((one) => (one.kind === 'event' ? one.event.body : one))
const ids = (mapped: Mapped[]): unknown[] => mapped.map((one) => (one.kind === 'event' ? one.event.body['event_id'] : one.kind))
const reason = (mapped: Mapped | undefined): string | undefined => (mapped?.kind === 'refused' ? mapped.reason : mapped?.kind)

describe('records become events', () => {
  test('columns, constants, types and items', () => {
    const spec = {
      event: { column: 'kind', values: { view: 'ViewContent', cart: 'AddToCart' } },
      event_time: 'at',
      event_id: 'id',
      'user.external_id': 'who',
      'properties.currency': { value: 'EUR' },
      'properties.value': { column: 'price', type: 'number' },
      'properties.contents': [{ content_id: 'product', price: { column: 'price', type: 'number' } }],
      'traits.member': { column: 'member', type: 'boolean' },
      limited_data_use: { column: 'ldu', type: 'boolean' },
    }
    const row = {
      kind: 'cart',
      at: '2019-10-01T00:00:00.5Z',
      id: 'e1',
      who: ' 17 ',
      price: '1e2',
      product: 'p',
      member: 'Yes',
      ldu: '',
    }
    expect(bodies(mapAll(spec, [row]))).toEqual([
      {
        source: 'shop',
        event: 'AddToCart',
        event_id: 'e1',
        event_time: 1569888000.5,
        user: { external_id: '17' },
        properties: { currency: 'EUR', value: 100, contents: [{ content_id: 'p', price: 100 }] },
        traits: { member: true },
      },
    ])
  })

  test('dotted paths into NDJSON', () => {
    const spec = {
      event: { column: 'e.name' },
      event_time: 'ts',
      time_format: 'unix_ms',
      'user.external_id': 'u.id',
      'page.url': 'p.url',
    }
    const [mapped] = mapAll(spec, [{ e: { name: 'Pageview' }, ts: 1_569_888_000_500, u: { id: 17 } }], undefined)
    expect(mapped).toMatchObject({
      kind: 'event',
      event: { at: 1_569_888_000_500, body: { event: 'Pageview', user: { external_id: '17' } } },
    })
  })

  test('words that the map does not list', () => {
    const spec = (others?: string): object => ({
      event: { column: 'kind', values: { a: 'A' }, ...(others ? { others } : {}) },
      event_time: 'at',
    })
    const row = { kind: 'b', at: '2020-01-01' }
    expect(reason(mapAll(spec(), [row])[0])).toBe('column "kind": "b" is not among the values of the map')
    expect(mapAll(spec('skip'), [row])).toEqual([{ kind: 'skipped' }])
    expect(mapAll(spec('keep'), [row])[0]).toMatchObject({ event: { body: { event: 'b' } } })
  })

  test('a refusal names the line and the column', () => {
    const rows = [
      { customer_id: '1', date: '1997-01-01', dollars: '1' },
      { customer_id: '1', date: '', dollars: '1' },
      { customer_id: '1', date: '19970101', dollars: '1,50' },
    ]
    const mapped = mapAll(CDNOW, rows)
    expect(mapped.map((one) => (one.kind === 'refused' ? one.line : undefined))).toEqual([2, 3, 4])
    expect(mapped.map(reason)).toEqual([
      'column "date": "1997-01-01" is not a time of the form yyyymmdd',
      'column "date": empty, and is the time of the event',
      'column "dollars": "1,50" is not a number',
    ])
  })
})

describe('event ids', () => {
  const row = (customer_id: string, dollars: string): Record<string, string> => ({ customer_id, date: '19970112', dollars })

  test('equal rows are separate events, and the same ones when sent again', () => {
    const rows = [row('2', '12.00'), row('2', '77.00'), row('2', '12.00'), row('3', '12.00')]
    const sent = ids(mapAll(CDNOW, rows))
    expect(new Set(sent).size).toBe(4)
    expect(sent[2]).toBe(`${String(sent[0])}-2`)
    expect(ids(mapAll(CDNOW, rows))).toEqual(sent)
  })

  test('an occurrence is counted among rows with the same columns of the id', () => {
    const spec = { ...CDNOW, event_id: { columns: ['customer_id', 'date'], occurrence: true } }
    const [first, second, other] = ids(mapAll(spec, [row('2', '12.00'), row('2', '77.00'), row('3', '12.00')]))
    expect(second).toBe(`${String(first)}-2`)
    expect(other).not.toBe(first)
  })

  test('a refused row takes its number along', () => {
    const spec = { ...CDNOW, event_id: { columns: ['customer_id'], occurrence: true } }
    const rows = [row('2', '1'), row('2', 'x'), row('2', '3')]
    const mended = [row('2', '1'), row('2', '2'), row('2', '3')]
    expect(ids(mapAll(spec, rows))[2]).toBe(ids(mapAll(spec, mended))[2])
  })

  test('columns do not run into each other', () => {
    const spec = { event: 'X', event_time: 'at', event_id: { columns: ['a', 'b'] } }
    const [first, second] = ids(
      mapAll(spec, [
        { a: 'x', b: 'yz', at: '2020-01-01' },
        { a: 'xy', b: 'z', at: '2020-01-01' },
      ]),
    )
    expect(first).not.toBe(second)
  })

  test('a column that names the event must be there', () => {
    const mapped = mapAll({ event: 'X', event_time: 'at', event_id: 'id' }, [{ id: '', at: '2020-01-01' }])
    expect(reason(mapped[0])).toBe('column "id": empty, and names the event')
  })
})

describe('maps', () => {
  test('know the columns they read', () => {
    expect(
      columnsOf(
        ReplayMap.parse({ ...CDNOW, event_id: { columns: ['order'] }, 'properties.contents': [{ content_id: 'product' }] }),
      ),
    ).toEqual(['date', 'order', 'customer_id', 'dollars', 'product'])
  })

  test.each([
    [{ event_time: 'a', prise: 'b' }, 'prise'],
    [{ event_time: 'a', user: 'b' }, 'user'],
    [{ event: 'X' }, 'event_time'],
    [{ event_time: 'a', 'properties.value': { column: 'b', type: 'money' } }, 'properties.value'],
  ])('refuse %j', (spec, path) => {
    const parsed = ReplayMap.safeParse(spec)
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path)
  })
})
