import { AMOUNT_MAX } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

/** Amounts too large for one are lost; what they belong to is not. */

const TOO_LARGE = [
  '1e12',
  '-1e12',
  '900000000000.0001',
  '1e20',
  '1e308',
  '1e999',
  '-1e999',
  '99999999999999999999',
  '"1e12"',
  '"1e999"',
]
const KEPT: [string, number][] = [
  ['900000000000', AMOUNT_MAX],
  ['-9e11', -AMOUNT_MAX],
  ['"899999999999.9999"', 899_999_999_999.9999],
  ['0', 0],
  ['-0', 0],
  ['0.1', 0.1],
  ['1e-300', 1e-300],
  ['-5', -5],
]
type Place = readonly [path: string, event: (amount: string) => Record<string, unknown>]
const OF_PROPERTIES: Place[] = ['value', 'price', 'quantity', 'num_items'].map((name) => [
  `properties.${name}`,
  (amount) => ({ properties: { [name]: amount } }),
])
const OF_ITEMS: Place[] = ['price', 'quantity'].map((name) => [
  `properties.contents.${name}`,
  (amount) => ({ properties: { contents: [{ content_id: 'a', [name]: amount }] } }),
])
const OWN: Place[] = [
  ['ad.cost', (amount) => ({ ad: { cost: amount } })],
  ['video.duration_ms', (amount) => ({ video: { duration_ms: amount } })],
  ['video.watched_ms', (amount) => ({ video: { watched_ms: amount } })],
]
const cases = [NATIVE, EVENTS_2, TRACK_1, BATCH_1, PIXEL].flatMap((dialect) =>
  [...OF_PROPERTIES, ...OF_ITEMS, ...(dialect === NATIVE ? OWN : [])].map((place) => [dialect, ...place] as const),
)

describe(`${cases.length} fields, ${TOO_LARGE.length + KEPT.length} amounts each`, () => {
  test.each(cases)('%s: %s', async (dialect, path, event) => {
    await using ingest = await openIngest()
    const send = async (amount: string): Promise<unknown> => {
      const body = JSON.stringify(bodyFor(dialect, { event_id: `a ${amount}`, ...event('AMOUNT') })).replaceAll(
        '"AMOUNT"',
        amount,
      )
      const answer = await post(ingest, dialect, body)
      expect(answer.statusCode, amount).toBeLessThan(300)
      return dialect === PIXEL ? {} : answer.json()
    }
    for (const amount of TOO_LARGE) {
      const answer = await send(amount)
      if (dialect === NATIVE)
        expect(answer).toMatchObject({
          accepted: 1,
          warnings: expect.arrayContaining([expect.objectContaining({ code: 'amount_out_of_range', path, count: 1 })]),
        })
    }
    for (const [amount] of KEPT) expect(JSON.stringify(await send(amount))).not.toContain('out_of_range')
    const found = (await ingest.hits()).map(({ event_id, body }) => [event_id, valueAt(body, path)] as const)
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries([
        ...TOO_LARGE.map((amount) => [`a ${amount}`, undefined]),
        ...KEPT.map(([amount, value]) => [`a ${amount}`, value]),
      ]),
    )
  })

  test.each(['"NaN"', '"Infinity"', '"-Infinity"', '"12 EUR"', 'true', '{}'])(
    'what is no number is refused still: %s',
    async (amount) => {
      await using ingest = await openIngest()
      const answer = await post(ingest, NATIVE, `{"event":"X","source":"web-1","properties":{"value":${amount}}}`)
      expect(answer.json()).toMatchObject({ status: 400, rejected: [{ path: 'properties.value' }] })
    },
  )
})

function valueAt(body: object, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => {
    const one: unknown = Array.isArray(node) ? node[0] : node
    return typeof one === 'object' && one !== null ? (one as Record<string, unknown>)[key] : undefined
  }, body)
}
