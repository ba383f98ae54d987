import { describe, expect, test } from 'vitest'
import { NATIVE, NOW, openIngest, post } from '../../test/harness.ts'

/** What must never be readable in the log, by kind. */
const KINDS: Record<string, string> = {
  'e-mail': 'canary.person@example.org',
  'quoted e-mail': '"canary person"@example.org',
  'international number': '+4915112345678',
  'number under a key': '?billing_phone=015112345678',
  IPv4: '203.0.113.77',
  IPv6: '2001:db8::8a2e:370:7334',
}

const ENCODINGS: Record<string, (text: string) => string> = {
  percent: encodeURIComponent,
  entities: (text) => text.replaceAll(/[^A-Za-z0-9]/gu, (letter) => `&#${letter.codePointAt(0)};`),
  escapes: (text) => text.replaceAll(/[^A-Za-z0-9]/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  base64: (text) => Buffer.from(text).toString('base64'),
}
const names = Object.keys(ENCODINGS)
const STACKS = [
  [],
  ...names.flatMap((a) => [
    [a],
    ...names.flatMap((b) => [
      [a, b],
      [a, b, names[(names.indexOf(a) + names.indexOf(b)) % names.length] ?? a],
    ]),
  ]),
]
const encoded = (text: string, stack: readonly string[]): string =>
  stack.reduce((inner, name) => ENCODINGS[name]?.(inner) ?? inner, text)

/** Every place that a text can have in an event: values, keys, paths and messages of refusals. */
const POSITIONS: ((canary: string) => object)[] = [
  (canary) => ({ event: canary }),
  (canary) => ({ event_id: canary }),
  (canary) => ({ message_id: canary }),
  (canary) => ({ event_time: canary }),
  (canary) => ({ source: canary }),
  ...['anonymous_id', 'ttp', 'ttclid', 'idfa', 'gaid', 'idfv', 'user_agent', 'locale', 'own'].map(
    (field) => (canary: string) => ({ user: { [field]: canary } }),
  ),
  ...['own', 'content_id', 'order_id', 'description', 'query', 'currency', 'value', 'contents'].map(
    (field) => (canary: string) => ({ properties: { [field]: canary } }),
  ),
  (canary) => ({ properties: { [canary]: 1 } }),
  (canary) => ({ properties: { deep: { list: [{ [canary]: [canary] }] } } }),
  (canary) => ({ properties: { contents: [{ content_id: canary, content_name: canary, [canary]: canary }] } }),
  (canary) => ({ properties: { contents: [{ price: canary }] } }),
  ...['url', 'referrer', 'title'].map((field) => (canary: string) => ({ page: { [field]: canary } })),
  (canary) => ({ page: { url: `https://shop.example/${canary}?q=${canary}#${canary}` } }),
  (canary) => ({ page: { url: { [canary]: canary } } }),
  ...['campaign_id', 'ad_id', 'placement', 'cost', 'callback'].map((field) => (canary: string) => ({ ad: { [field]: canary } })),
  (canary) => ({ video: { video_id: canary, own: canary } }),
  (canary) => ({ experiment: { id: canary, arm: canary } }),
  (canary) => ({ traits: { plan: canary } }),
  (canary) => ({ traits: { [canary]: canary } }),
  (canary) => ({ traits: { [`$${canary}`]: canary } }),
  (canary) => ({ consent: { purposes: { [canary]: true } } }),
  (canary) => ({ consent: { [canary]: canary } }),
  (canary) => ({ limited_data_use: canary }),
  (canary) => ({ [canary]: canary }),
]

/** The stacks of encodings in which a kind can be read in what was written. */
function readable(written: string, kind: string): string[] {
  return STACKS.filter((stack) => {
    const canary = encoded(KINDS[kind] ?? '', stack)
    return written.includes(canary) || written.includes(JSON.stringify(canary).slice(1, -1))
  }).map((stack) => stack.join(' of '))
}

describe(`${POSITIONS.length} positions x ${STACKS.length} stacks of up to three encodings`, () => {
  test.each(Object.keys(KINDS))('%s: nothing readable is appended, nothing is answered', async (kind) => {
    await using ingest = await openIngest()
    const answers: string[] = []
    for (const stack of STACKS) {
      const canary = encoded(KINDS[kind] ?? '', stack)
      const events = POSITIONS.map((place) => ({ event: 'X', source: 'web-1', event_time: NOW / 1000, ...place(canary) }))
      const answer = await post(ingest, NATIVE, events)
      expect(answer.statusCode).toBe(202)
      answers.push(answer.body)
    }
    expect((await ingest.hits()).length).toBeGreaterThan(20 * STACKS.length)
    expect((await ingest.rejected()).length).toBeGreaterThan(3 * STACKS.length)
    expect(readable(await ingest.appended(), kind)).toEqual([])
    expect(readable(answers.join('\n'), kind)).toEqual([])
  })

  test.each(Object.keys(KINDS))('%s: a planted one is found in every encoding', (kind) => {
    for (const stack of STACKS) {
      const leak = JSON.stringify({ body: encoded(KINDS[kind] ?? '', stack) })
      expect(readable(leak, kind)).toContain(stack.join(' of '))
    }
  })
})
