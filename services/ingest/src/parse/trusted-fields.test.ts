import type { Hit } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { bodyFor, NATIVE, NOW, openIngest, PIXEL, post } from '../../test/harness.ts'

/**
 * A pixel code is public. What only a sender with a key may say is not read from a page, wherever
 * it stands: costs and ad facts, traits, experiments, video facts, which source and channel it is,
 * when it was received, and what counts as granted for good.
 */

const MARK = 'planted'
const SECTIONS: [string, unknown][] = [
  ['ad', { cost: 1e6, currency: 'USD', campaign_id: MARK }],
  ['ad', { creative_id: MARK, placement: MARK }],
  ['ads', { cost: 1e6 }],
  ['cost', 1e6],
  ['traits', { vip: MARK }],
  ['traits', { '$score.buys': 0.99, plan: MARK }],
  ['experiment', { id: MARK, arm: 'b' }],
  ['video', { video_id: MARK, duration_ms: 1, watched_ms: 1 }],
  ['source', MARK],
  ['channel', 'server'],
  ['event_time', NOW / 1000 - 86_400],
  ['received_at', NOW - 86_400_000],
  ['ids', [{ type: 'email', value: MARK }]],
  ['id_digests', ['ab'.repeat(16)]],
  ['person', 'ab'.repeat(16)],
  ['segments', [1, 2, 3]],
  ['eid', 'ab'.repeat(8)],
  ['rev', 7],
  ['keyless', false],
  ['pixel_may_grant', true],
  ['consent_basis', 'required'],
  ['body', { traits: { vip: MARK } }],
  ['hit', { source: MARK }],
  ['withdrawal', true],
]

const whatItSays = ({ event_id: _id, ...hit }: Hit): unknown => hit

describe(`${SECTIONS.length} fields that a page cannot set`, () => {
  test('at the top, in the context, or in its user, page aside: the hit is what it is without them', async () => {
    await using ingest = await openIngest()
    const user = { external_id: 'c1' }
    const plain = bodyFor(PIXEL, { event_id: 'plain', user, properties: { value: 1 } })
    await post(ingest, PIXEL, plain)
    const expected = whatItSays((await ingest.hits())[0]!)
    const context = plain['context'] as Record<string, unknown>
    for (const [i, [field, value]] of SECTIONS.entries()) {
      await post(ingest, PIXEL, { ...plain, event_id: `top-${i}`, [field]: value })
      await post(ingest, PIXEL, { ...plain, event_id: `context-${i}`, context: { ...context, [field]: value } })
      await post(ingest, PIXEL, { ...plain, event_id: `user-${i}`, context: { ...context, user: { ...user, [field]: value } } })
    }
    const hits = await ingest.hits()
    expect(hits).toHaveLength(1 + 3 * SECTIONS.length)
    for (const hit of hits) expect(whatItSays(hit), hit.event_id).toEqual(expected)
  })

  test('canary: a sender with a key sets what of them is a field of the native form', async () => {
    await using ingest = await openIngest()
    const sections = { ad: { cost: 5 }, traits: { vip: MARK }, experiment: { id: MARK, arm: 'b' }, video: { video_id: MARK } }
    await post(ingest, NATIVE, bodyFor(NATIVE, { user: { external_id: 'c1' }, ...sections }))
    expect((await ingest.hits())[0]?.body).toMatchObject(sections)
  })
})

test('what a page says of consent is marked as said without a key, unless its source speaks for the person', async () => {
  const consent = { purposes: { storage: true, profiling: true, personalised_ads: false } }
  for (const [pixel_may_grant, mark] of [
    [undefined, { keyless: true }],
    [false, { keyless: true }],
    [true, {}],
  ] as const) {
    const source = {
      name: 'w',
      kind: 'pixel',
      consent_basis: 'assumed',
      ...(pixel_may_grant === undefined ? {} : { pixel_may_grant }),
    } as const
    await using ingest = await openIngest({ sources: { 'web-1': source } })
    await post(ingest, PIXEL, bodyFor(PIXEL, { user: { external_id: 'c1' }, consent }))
    const [hit] = await ingest.hits()
    expect(hit?.consent.profiling).toEqual({ granted: true, by: 'signal', ...mark })
    expect(hit?.consent.personalised_ads).toEqual({ granted: false, by: 'signal', ...mark })
    expect(hit?.consent.measurement).toEqual({ granted: true, by: 'basis' })
  }
})
