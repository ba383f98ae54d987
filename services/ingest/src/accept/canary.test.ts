import { ENCODING_STACKS, encodedIn, PERSONAL_KINDS, readableIn } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { NATIVE, NOW, openIngest, post } from '../../test/harness.ts'

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

describe(`${POSITIONS.length} positions x ${ENCODING_STACKS.length} stacks of up to three encodings`, () => {
  test.each(Object.keys(PERSONAL_KINDS))('%s: nothing readable is appended, nothing is answered', async (kind) => {
    await using ingest = await openIngest()
    const answers: string[] = []
    for (const stack of ENCODING_STACKS) {
      const canary = encodedIn(stack, PERSONAL_KINDS[kind] ?? '')
      const events = POSITIONS.map((place) => ({ event: 'X', source: 'web-1', event_time: NOW / 1000, ...place(canary) }))
      const answer = await post(ingest, NATIVE, events)
      expect(answer.statusCode).toBe(202)
      answers.push(answer.body)
    }
    expect((await ingest.hits()).length).toBeGreaterThan(20 * ENCODING_STACKS.length)
    expect((await ingest.rejected()).length).toBeGreaterThan(3 * ENCODING_STACKS.length)
    expect(readableIn(await ingest.appended(), kind)).toEqual([])
    expect(readableIn(answers.join('\n'), kind)).toEqual([])
  })

  test.each(Object.keys(PERSONAL_KINDS))('%s: a planted one is found in every encoding', (kind) => {
    for (const stack of ENCODING_STACKS) {
      const leak = JSON.stringify({ body: encodedIn(stack, PERSONAL_KINDS[kind] ?? '') })
      expect(readableIn(leak, kind)).toContain(stack.join(' of '))
    }
  })
})
