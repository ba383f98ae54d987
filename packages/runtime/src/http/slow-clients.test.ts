import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { createLogger } from '../logger.ts'
import { createServer } from './server.ts'
import type { ServerOptions } from './server.ts'

// Clients that keep a server waiting, on real sockets. The times are a tenth of the usual ones.

const PATIENCE = { headersMs: 500, requestMs: 1_000, idleMs: 400, checkMs: 100 }
const opened: Socket[] = []
let app: FastifyInstance
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy()
  await app.close()
})

async function listen(options: Partial<ServerOptions> = {}): Promise<number> {
  app = createServer({ logger: createLogger('test', 'silent'), patience: PATIENCE, ...options })
  app.post('/', async () => ({ ok: true }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  opened.push(socket)
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/** How long the server leaves the connection open, ms. */
async function untilClosed(socket: Socket): Promise<number> {
  const begun = performance.now()
  socket.resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return performance.now() - begun
}

/** One byte after the other, for ever. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.writable && socket.write('a'), 50)
  socket.once('close', () => clearInterval(timer))
}

const HEADERS = 'POST / HTTP/1.1\r\nHost: weir\r\nContent-Type: application/json\r\n'

test('headers that never end are cut', async () => {
  const socket = await open(await listen())
  socket.write(`${HEADERS}X-`)
  drip(socket)
  expect(await untilClosed(socket)).toBeLessThan(PATIENCE.requestMs + 2_000)
})

test('a body that never ends is cut, after its own time', async () => {
  const socket = await open(await listen())
  socket.write(`${HEADERS}Content-Length: 100000\r\n\r\n"`)
  drip(socket)
  const ms = await untilClosed(socket)
  expect(ms).toBeGreaterThan(PATIENCE.headersMs)
  expect(ms).toBeLessThan(PATIENCE.requestMs + 3_000)
})

test('idle connections are closed', async () => {
  const socket = await open(await listen())
  socket.write(`${HEADERS}Content-Length: 1\r\n\r\n1`)
  expect(await untilClosed(socket)).toBeLessThan(PATIENCE.idleMs + 3_000)
})

test('connections beyond the most there may be are closed, the others work', async () => {
  const port = await listen({ connectionsMax: 3 })
  const sockets = [await open(port), await open(port), await open(port)]
  expect(await untilClosed(await open(port))).toBeLessThan(1_000)
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status).toBe(200)
})

test('hundreds of slow connections do not make others slower', async () => {
  const port = await listen({ patience: { ...PATIENCE, headersMs: 60_000, requestMs: 60_000 } })
  const ask = async (): Promise<number> => {
    const begun = performance.now()
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status).toBe(200)
    return performance.now() - begun
  }
  const middle = async (): Promise<number> => {
    const times: number[] = []
    for (let i = 0; i < 21; i++) times.push(await ask())
    return times.sort((a, b) => a - b)[10]!
  }
  await ask()
  const calm = await middle()
  for (const socket of await Promise.all(Array.from({ length: 300 }, () => open(port)))) {
    socket.write(`${HEADERS}Content-Length: 100000\r\n\r\n"`)
    drip(socket)
  }
  expect(await middle()).toBeLessThan(10 * calm + 50)
})

test('X-Forwarded-For is believed from trusted proxies only', async () => {
  const addressOf = async (trustedProxies: string[]): Promise<string> => {
    const server = createServer({ logger: createLogger('test', 'silent'), trustedProxies })
    server.get('/', async (request) => request.ip)
    const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' }
    const { body } = await server.inject({ url: '/', headers, remoteAddress: '10.1.2.3' })
    await server.close()
    return body
  }
  app = createServer({ logger: createLogger('test', 'silent') })
  expect(await addressOf([])).toBe('10.1.2.3')
  expect(await addressOf(['192.0.2.0/24'])).toBe('10.1.2.3')
  expect(await addressOf(['10.0.0.0/8'])).toBe('198.51.100.7')
  expect(await addressOf(['10.0.0.0/8', '198.51.100.7'])).toBe('203.0.113.9')
})
