import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { stallingProxy } from './stalling-proxy.ts'

test('a stalled proxy holds everything up, on old and new connections, and loses nothing', async () => {
  const server = createServer((socket) => socket.on('data', (bytes) => socket.write(bytes))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await using proxy = await stallingProxy(typeof address === 'object' ? (address?.port ?? 0) : 0)
  const echo = () => {
    const state = { text: '', socket: connect(proxy.port, '127.0.0.1') }
    state.socket.setEncoding('utf8').on('data', (text: string) => (state.text += text))
    return state
  }
  const old = echo()
  old.socket.write('a')
  await eventually(() => old.text === 'a')
  proxy.stall()
  const young = echo()
  old.socket.write('b')
  young.socket.write('x')
  await sleep(100)
  expect([old.text, young.text]).toEqual(['a', ''])
  proxy.resume()
  await eventually(() => old.text === 'ab' && young.text === 'x')
  for (const { socket } of [old, young]) socket.destroy()
  server.close()
})
