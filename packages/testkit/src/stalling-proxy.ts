import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/**
 * A TCP proxy that can hold everything up, as a network or a machine does that is frozen for a
 * while: nothing is lost, only late.
 */
export interface StallingProxy extends AsyncDisposable {
  readonly port: number
  stall(): void
  resume(): void
}

/** @param target the server's port on the loopback. */
export async function stallingProxy(target: number): Promise<StallingProxy> {
  const open = new Set<Socket>()
  let stalled = false
  const pass = (from: Socket, to: Socket): void => {
    open.add(from)
    from.on('data', (bytes) => to.write(bytes))
    from.once('close', () => {
      open.delete(from)
      to.destroy()
    })
    // The other side is told by the close that follows.
    from.on('error', () => undefined)
    if (stalled) from.pause()
  }
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    pass(client, upstream)
    pass(upstream, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  return {
    port: address.port,
    stall() {
      stalled = true
      for (const socket of open) socket.pause()
    },
    resume() {
      stalled = false
      for (const socket of open) socket.resume()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
