import { AMOUNT_MAX } from '@weir/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitItems } from './items.ts'
import { inspect, LIMITS } from './limits.ts'
import { lostAmounts } from './lost-amounts.ts'
import { readMisplaced } from './misplaced-consent.ts'
import { joined, NO_NOTES, note } from './notes.ts'
import { unknownFields } from './unknown-fields.ts'

/** The checks of an event make a path or a list only when there is something to say. */

const GOOD = {
  event: 'Purchase',
  source: 'web',
  event_id: 'o-1',
  user: { email: 'ada@example.com', user_agent: 'Mozilla/5.0' },
  properties: { value: 20.5, currency: 'EUR', contents: [{ content_id: 'a', price: 1, quantity: '2' }] },
  page: { url: 'https://shop.example/' },
}

test('a good event deserves no word, and no list is made for it', () => {
  expect(inspect(GOOD, '', LIMITS)).toBeUndefined()
  expect(fitItems(GOOD, '', LIMITS).event).toBe(GOOD)
  const none = [
    fitItems(GOOD, '', LIMITS).notes,
    lostAmounts(GOOD),
    unknownFields(GOOD),
    readMisplaced(GOOD, [], { stated: [] }),
    joined([NO_NOTES, NO_NOTES]),
  ]
  for (const notes of none) expect(notes).toBe(NO_NOTES)
})

test('notes of several kinds are joined in their order', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((path) => note('bot', path, 'x'))
  expect(joined([[a!], NO_NOTES, [b!, c!]])).toEqual([a, b, c])
})

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta')
/** A key, or the place in a list under `items`: numbers alone would be read as an address. */
const step = fc.oneof(word, fc.nat({ max: 3 }))
const FAULTS: readonly (readonly [code: string, value: unknown, below: readonly string[]])[] = [
  ['forbidden_key', JSON.parse('{"__proto__":1}'), ['__proto__']],
  ['forbidden_key', { constructor: { prototype: 1 } }, ['constructor']],
  ['too_large', 'x'.repeat(LIMITS.textMax + 1), []],
  ['too_large', { ['k'.repeat(LIMITS.textMax + 1)]: 1 }, []],
  ['too_large', Array.from({ length: LIMITS.valuesMax + 1 }, () => 1), []],
]

test('property: a fault is named by the path that leads to it, through objects and lists', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 4 }),
      fc.constantFrom(...FAULTS),
      fc.constantFrom('', 'data.3'),
      (steps, fault, at) => {
        const [code, value, below] = fault
        const event = steps.reduceRight<unknown>((inner, key) => around(key, inner), value)
        const path = [...(at === '' ? [] : [at]), ...steps.flatMap(keysOf), ...below].join('.')
        expect(inspect(event, at, LIMITS)).toMatchObject({ code, path })
      },
    ),
    { numRuns: 500 },
  )
})

test('property: too deep is said of the first value below the last level', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: LIMITS.depthMax, maxLength: 14 }), (steps) => {
      const event = steps.reduceRight<unknown>((inner, key) => ({ first: 1, [key]: inner }), {})
      expect(inspect(event, '', LIMITS)).toMatchObject({ code: 'too_deep', path: steps.slice(0, LIMITS.depthMax).join('.') })
    }),
    { numRuns: 200 },
  )
})

/** Other values stand before it, which have nothing wrong. */
function around(key: string | number, inner: unknown): unknown {
  if (typeof key === 'number') return { items: [...Array.from({ length: key }, () => 1), inner] }
  return { first: { a: [1] }, [key]: inner }
}

function keysOf(key: string | number): string[] {
  return typeof key === 'number' ? ['items', String(key)] : [key]
}

const amount = fc.constantFrom<unknown>(1, '5.', AMOUNT_MAX, 1e12, '1e999', -1e13, 'x', null)
const fields = (...names: string[]) => fc.record(Object.fromEntries(names.map((name) => [name, amount])), { requiredKeys: [] })
const events = fc.record(
  {
    properties: fc
      .tuple(fields('value', 'price', 'quantity', 'num_items', 'other'), fc.array(fields('price', 'quantity', 'other')))
      .map(([own, contents]) => ({ ...own, contents })),
    ad: fields('cost', 'attribution_share', 'value'),
    video: fc.oneof(fields('duration_ms', 'watched_ms'), fc.constant('none')),
  },
  { requiredKeys: [] },
)
const LARGE: ReadonlySet<unknown> = new Set([1e12, '1e999', -1e13])

test('property: lost amounts are named by section, then those of items once each', () => {
  fc.assert(
    fc.property(events, (event) => {
      const lost = (place: unknown, at: string, names: string[]): string[] =>
        names.filter((name) => LARGE.has(Object(place)[name])).map((name) => `${at}.${name}`)
      const items = (event.properties?.contents ?? []).flatMap((item) => lost(item, 'properties.contents', ['price', 'quantity']))
      expect(lostAmounts(event).map(({ path }) => path)).toEqual([
        ...lost(event.properties, 'properties', ['value', 'price', 'quantity', 'num_items']),
        ...lost(event.ad, 'ad', ['cost', 'attribution_share']),
        ...lost(event.video, 'video', ['duration_ms', 'watched_ms']),
        ...new Set(items),
      ])
    }),
    { numRuns: 500 },
  )
})

const KNOWN = ['email', 'event', 'source', 'campaign_id', 'gpc', 'ad_storage']
const UNKNOWN = ['emial', 'colour', 'zz']
const section = fc.dictionary(fc.constantFrom(...KNOWN, ...UNKNOWN), fc.constant('granted'))

test('property: unknown fields and misplaced consent are named section by section', () => {
  fc.assert(
    fc.property(section, section, section, (own, user, ad) => {
      const event = { ...own, user, ad }
      const places: [string, object, string[]][] = [
        ['', event, ['event', 'source', 'user', 'ad', 'gpc', 'ad_storage']],
        ['user.', user, ['email', 'gpc', 'ad_storage']],
        ['ad.', ad, ['campaign_id', 'gpc', 'ad_storage']],
      ]
      expect(unknownFields(event).map(({ path }) => path)).toEqual(
        places.flatMap(([at, place, known]) =>
          Object.keys(place)
            .filter((key) => !known.includes(key))
            .map((key) => at + key),
        ),
      )
      const spoken = (at: string, place: object): string[] =>
        Object.keys(place)
          .filter((key) => key === 'gpc' || key === 'ad_storage')
          .map((key) => at + key)
      const misplaced = readMisplaced(event, ['user.gpc'], { stated: [] })
      expect(misplaced.map(({ path }) => path)).toEqual(
        [...spoken('', event), ...spoken('user.', user)].filter((path) => path !== 'user.gpc'),
      )
    }),
    { numRuns: 500 },
  )
})
