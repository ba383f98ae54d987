import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A TCP port on the loopback that nobody listens on just now. Listen on port 0 instead wherever the
 * server can say its port.
 */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the probe server has no port')
  return address.port
}
