import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

/**
 * Half characters (lone surrogates) in every place that a text can have, in every dialect: taken,
 * and the same text everywhere.
 */

const HALVES = ['\ud83d', 'order-\ud83d', '\udc00', 'x\udc00y', '\ude00\ud83d', '\ud83d\ud83d\ude00', 'a\udfffb']

const PLACES: Readonly<Record<string, (text: string) => Record<string, unknown>>> = {
  'the name': (text) => ({ event: `X${text}` }),
  event_id: (text) => ({ event_id: `id-${text}` }),
  external_id: (text) => ({ user: { external_id: `c-${text}` } }),
  'ttp in a list': (text) => ({ user: { external_id: 'c1', ttp: [`t-${text}`] } }),
  user_agent: (text) => ({ user: { external_id: 'c1', user_agent: text } }),
  'a property': (text) => ({ properties: { note: text } }),
  'a key of properties': (text) => ({ properties: { [text]: 1 } }),
  'a key deep in them': (text) => ({ properties: { deep: [{ [text]: [text] }] } }),
  currency: (text) => ({ properties: { currency: text } }),
  'an item': (text) => ({ properties: { contents: [{ content_id: text, price: 1 }] } }),
  'a page': (text) => ({ page: { url: `https://shop.example/${text}?q=${text}` } }),
}
const DIALECTS = [NATIVE, EVENTS_2, TRACK_1, BATCH_1, PIXEL]
const cases = DIALECTS.flatMap((dialect) => Object.keys(PLACES).map((place): [string, string] => [dialect, place]))

describe(`half characters in ${cases.length} places, each in ${HALVES.length} forms`, () => {
  test.each(cases)('%s: %s', async (dialect, place) => {
    await using ingest = await openIngest()
    for (const half of HALVES) {
      const before = (await ingest.hits()).length
      const bodies = [half, half.toWellFormed()].map((text) =>
        bodyFor(dialect, { event: 'X', event_id: 'e1', ...PLACES[place]!(text) }),
      )
      for (const body of bodies) expect((await post(ingest, dialect, body)).statusCode).toBeLessThan(300)
      const [sent, clean] = (await ingest.hits())
        .slice(before)
        .map((hit) => ({ ...hit, event_id: hit.event_id.replace(/^weir.*/, '') }))
      expect(sent).toBeDefined()
      expect(sent).toEqual(clean)
    }
    expect(await ingest.appended()).not.toMatch(/\\ud[89a-f]/i)
  })

  test('what is refused, and cut for that, is whole, too', async () => {
    await using ingest = await openIngest()
    const long = `${'k'.repeat(188)}\u{1f600}`.repeat(3)
    await post(ingest, NATIVE, {
      source: 'web-1',
      properties: { [long]: { constructor: { prototype: 1 } }, long: '\u{1f600}'.repeat(4000) },
    })
    await post(ingest, NATIVE, { source: 'web-1', event: '\ud83d'.repeat(300) })
    expect((await ingest.rejected()).length).toBeGreaterThan(1)
    for (const row of await ingest.rejected()) for (const text of Object.values(row)) expect(text.isWellFormed()).toBe(true)
  })
})
