import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

/**
 * Senders are turned away before what waits to be folded makes everything late; who withdraws
 * consent never is.
 */

describe.each([EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE])('%s', (endpoint) => {
  test('over the bound: come back later, and nothing is kept', async () => {
    let waiting = 101
    await using ingest = await openIngest({ backlog: { waiting: () => waiting, max: 100 } })
    const answer = await post(ingest, endpoint, bodyFor(endpoint, { event_id: 'e' }))
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(await ingest.hits()).toEqual([])

    waiting = 100
    expect((await post(ingest, endpoint, bodyFor(endpoint, { event_id: 'e' }))).statusCode).toBeLessThan(300)
    expect(await ingest.hits()).toHaveLength(1)
  })

  test('a withdrawal is taken all the same', async () => {
    await using ingest = await openIngest({ backlog: { waiting: () => 1e9, max: 100 } })
    const consent = { purposes: { personalised_ads: false } }
    const body = bodyFor(endpoint, { event: 'Consent', user: { external_id: 'c1' }, consent })
    expect((await post(ingest, endpoint, body)).statusCode).toBeLessThan(300)
    expect(await ingest.hits()).toHaveLength(1)
  })

  test('what is faulty is told so, whatever waits', async () => {
    await using ingest = await openIngest({ backlog: { waiting: () => 1e9, max: 100 } })
    const answer = await post(ingest, endpoint, bodyFor(endpoint, { event: '' }))
    expect(answer.statusCode).toBeLessThan(500)
  })
})
