import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lossyProxy } from './lossy-proxy.ts'
import type { Fate } from './lossy-proxy.ts'

let server: Server
let port: number
const heard: string[] = []

beforeEach(async () => {
  heard.length = 0
  // Answers what it hears, and remembers it.
  server = createServer((socket) =>
    socket.on('data', (bytes: Buffer) => {
      heard.push(bytes.toString())
      socket.write(`done ${bytes.toString()}`)
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterEach(() => server.close())

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return answer.toString()
}

const judge = (request: Buffer): Fate => {
  const text = request.toString()
  return text === 'cut' || text === 'hang' ? text : 'pass'
}

test('passes what it is told to pass, and loses answers to what was done', async () => {
  await using proxy = await lossyProxy(port, judge)
  const socket = connect(proxy.port, '127.0.0.1')
  expect(await ask(socket, 'one')).toBe('done one')
  await expect(ask(socket, 'cut')).rejects.toThrow('ECONNRESET')
  expect(heard).toEqual(['one', 'cut'])
  expect(proxy.lost()).toBe(1)
})

test('hangs: nothing comes any more, though all is done', async () => {
  await using proxy = await lossyProxy(port, judge)
  const socket = connect(proxy.port, '127.0.0.1')
  socket.write('hang')
  await expect.poll(() => heard).toEqual(['hang'])
  const silence = once(socket, 'data', { signal: AbortSignal.timeout(50) })
  socket.write('two')
  await expect(silence).rejects.toThrow(/abort/i)
  expect(heard).toEqual(['hang', 'two'])
  expect(proxy.lost()).toBe(1)
  socket.destroy()
})

test('replays what was sent, late and on another connection', async () => {
  let sent: Buffer | undefined
  await using proxy = await lossyProxy(port, (request) => {
    sent = request
    return 'pass'
  })
  const socket = connect(proxy.port, '127.0.0.1')
  await ask(socket, 'one')
  expect((await proxy.replay(sent!)).toString()).toBe('done one')
  expect(heard).toEqual(['one', 'one'])
  socket.destroy()
})
