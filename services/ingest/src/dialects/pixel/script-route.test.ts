import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openIngest } from '../../../test/harness.ts'

const url = '/i18n/pixel/events.js?sdkid=web-1&lib=ttq'

test('the script of a known code, for any page, cached and compressed', async () => {
  await using ingest = await openIngest()
  const answer = await ingest.app.inject({ url })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  })
  expect(answer.headers['cache-control']).toMatch(/max-age=\d+/)
  const zipped = await ingest.app.inject({ url, headers: { 'accept-encoding': 'br, gzip' } })
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(zipped.rawPayload).toString()).toBe(answer.body)
  expect(zipped.rawPayload.length).toBeLessThanOrEqual(4_096)

  const again = await ingest.app.inject({ url, headers: { 'if-none-match': String(answer.headers['etag']) } })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test.each(['', '?sdkid=', '?sdkid=nobody', '?sdkid=a&sdkid=b', `?sdkid=${'x'.repeat(500)}`, '?sdkid=__proto__'])(
  'no script, but script that says why: %s',
  async (query) => {
    await using ingest = await openIngest()
    const answer = await ingest.app.inject({ url: `/i18n/pixel/events.js${query}` })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body).toMatch(/^\/\*.*\*\/\n$/)
    expect(answer.body).not.toContain('nobody')
  },
)

test('strangers are held to the rate of the hits', async () => {
  const rates = { address: { requests: 1, bytes: 0 }, source: { requests: 0, bytes: 0 }, key: { requests: 0, bytes: 0 } }
  await using ingest = await openIngest({ rates })
  const statuses = []
  for (let i = 0; i < 20; i++) statuses.push((await ingest.app.inject({ url: `${url}&again=${i}` })).statusCode)
  expect(statuses).toContain(429)
})
