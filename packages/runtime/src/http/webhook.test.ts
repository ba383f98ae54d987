import { once } from 'node:events'
import type { lookup } from 'node:dns'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendWebhook } from './webhook.ts'

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

const send = (change: Partial<Parameters<typeof sendWebhook>[0]> = {}): Promise<number> =>
  sendWebhook({
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

/** Addresses of this machine, of private networks, of clouds' metadata, and others like them. */
const NOT_PUBLIC = (
  '127.0.0.1 127.1.2.3 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 ' +
  '192.168.0.1 192.168.255.255 169.254.169.254 169.254.170.2 100.64.0.1 100.100.100.200 100.127.255.255 ' +
  '192.0.0.192 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 ' +
  '240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:7f00:1 ' +
  '0:0:0:0:0:ffff:c0a8:1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: fc00::1 fd00:ec2::254 ' +
  'fdff::1 fe80::1 ff02::1 ff05::2 2001:db8::1 100::1 2001::1 ::7f00:1'
).split(' ')
/** The same addresses written so that they do not look like it. */
const SPELLED = (
  '2130706433 0x7f000001 017700000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 0177.1 127.1 127.0.1 127.0x1 0 0x0 00 0.0 ' +
  '167772161 0xa000001 012.0.0.1 10.1 0x0a.0.0.1 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 ' +
  '169.16689662 3232235521 0xc0a80001 192.168.1 0300.0250.0.1 127.0.0.1. localhost LOCALHOST %31%32%37.0.0.1 ' +
  '%6cocalhost 127%2e0%2e0%2e1 \uff11\uff12\uff17.0.0.1 127\u30020\u30020\u30021 127\uff0e0\uff0e0\uff0e1 ' +
  '\u2460\u2461\u2466.0.0.1 \u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3 [0:0:0:0:0:0:0:1] ' +
  '[0000::0001] [::ffff:0x7f.1] [::FFFF:7F00:1]'
).split(' ')
const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address)

test.each([...NOT_PUBLIC.map(hostOf), ...SPELLED])('%s is no public address', async (host) => {
  const before = got.length
  const url = `http://${host}:${port}/hook`
  // What no address can be read from cannot be connected to either.
  if (URL.canParse(url)) await expect(send({ url, allowPrivate: false })).rejects.toThrow('WEIR_WEBHOOKS_PRIVATE')
  else await expect(send({ url, allowPrivate: false })).rejects.toThrow('Invalid URL')
  expect(got.length).toBe(before)
})

test.each(NOT_PUBLIC)('a name that leads to %s, alone or beside a public address, is refused', async (address) => {
  const family = address.includes(':') ? 6 : 4
  const before = got.length
  for (const others of [[], [{ address: '93.184.215.14', family: 4 }]]) {
    // oxlint-disable-next-line no-unsafe-type-assertion -- the overload that node calls
    const by = ((_: string, __: object, found: (error: null, all: object[]) => void) =>
      found(null, [...others, { address, family }])) as unknown as typeof lookup
    const url = `http://hook.example:${port}/hook`
    await expect(send({ url, allowPrivate: false, lookup: by })).rejects.toThrow('WEIR_WEBHOOKS_PRIVATE')
  }
  expect(got.length).toBe(before)
})

test('the list is long, and where private addresses are allowed it would have been sent', async () => {
  expect(2 * NOT_PUBLIC.length + SPELLED.length).toBeGreaterThanOrEqual(100)
  status = 204
  expect(await send({ url: `http://2130706433:${port}/hook` })).toBe(204)
})

test('a secret that is none, and nobody at the address, are said without the secret', async () => {
  await expect(send({ secret: 'whsec_%%%' })).rejects.toThrow('is no "whsec_..."')
  await expect(send({ url: 'http://127.0.0.1:1/hook' })).rejects.toThrow('could not be reached')
})
