import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from './webhook.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`
const got: { headers: IncomingHttpHeaders; body: string }[] = []
let status = 200
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    got.push({ headers: request.headers, body })
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thanks')
  })
})
let port = 0
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const send = (change: Partial<Parameters<typeof deliver>[0]> = {}): Promise<number> =>
  deliver({
    url: `http://127.0.0.1:${port}/hook`,
    secret: SECRET,
    id: 'weekly-1',
    at: Date.now(),
    body: '{"a":1}',
    allowPrivate: true,
    ...change,
  })

test('what is sent can be verified, and nothing that was changed', async () => {
  status = 204
  expect(await send()).toBe(204)
  const { headers, body } = got.at(-1)!
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  expect(new Webhook(SECRET).verify(body, own)).toEqual({ a: 1 })
  expect(() => new Webhook(SECRET).verify('{"a":2}', own)).toThrow('No matching signature found')
})

test.each([500, 404, 302])('an answer with %i is a failure, and no redirect is followed', async (code) => {
  status = code
  const before = got.length
  await expect(send()).rejects.toThrow(`HTTP status ${code}`)
  expect(got.length).toBe(before + 1)
})

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  'localhost',
  '10.0.0.1',
  '169.254.169.254',
  '0.0.0.0',
])('%s is no public address', async (host) => {
  const before = got.length
  await expect(send({ url: `http://${host}:${port}/hook`, allowPrivate: false })).rejects.toThrow('WEIR_WEBHOOKS_PRIVATE')
  expect(got.length).toBe(before)
})

test('a secret that is none, and nobody at the address, are said without the secret', async () => {
  await expect(send({ secret: 'whsec_%%%' })).rejects.toThrow('is no "whsec_..."')
  await expect(send({ url: 'http://127.0.0.1:1/hook' })).rejects.toThrow('could not be reached')
})
