import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/**
 * What becomes of an answer: it arrives; it is lost and the connection breaks; or it is lost and
 * nothing ever comes again.
 */
export type Fate = 'pass' | 'cut' | 'hang'

/** Decides about an answer. @param request what the client sent since the answer before. */
export type Judge = (request: Buffer, answer: Buffer) => Fate

/**
 * A TCP proxy that loses answers: what was asked has been done, but whoever asked does not learn
 * it.
 */
export interface LossyProxy extends AsyncDisposable {
  readonly port: number
  /** How many answers were lost so far. A test in which none was has shown nothing. */
  lost(): number
  /**
   * Sends bytes to the server on a connection of its own, as a dead connection would deliver them
   * late.
   * @returns the first answer.
   */
  replay(request: Buffer): Promise<Buffer>
}

/**
 * @param target the server's port on the loopback.
 * @param judge asked about every answer; it may change its mind at any time.
 */
export async function lossyProxy(target: number, judge: Judge): Promise<LossyProxy> {
  const open = new Set<Socket>()
  let lost = 0
  const dial = (): Socket => track(open, connect(target, '127.0.0.1'))
  const server = createServer((client) => {
    track(open, client)
    const upstream = dial()
    let request: Buffer[] = []
    let silent = false
    client.on('data', (bytes: Buffer) => {
      request.push(bytes)
      upstream.write(bytes)
    })
    upstream.on('data', (answer: Buffer) => {
      if (silent) return
      const fate = judge(Buffer.concat(request), answer)
      request = []
      if (fate === 'pass') return void client.write(answer)
      lost++
      silent = true
      if (fate === 'cut') client.resetAndDestroy()
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    lost: () => lost,
    async replay(request) {
      const socket = dial()
      socket.write(request)
      const [answer] = (await once(socket, 'data')) as [Buffer]
      socket.destroy()
      return answer
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function track(open: Set<Socket>, socket: Socket): Socket {
  open.add(socket)
  socket.once('close', () => open.delete(socket))
  // A broken connection is what a proxy like this is for.
  socket.on('error', () => undefined)
  return socket
}
