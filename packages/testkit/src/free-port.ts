import { createServer } from 'node:net'
import { threadId } from 'node:worker_threads'

/**
 * Ports below those that systems give to outgoing connections (32768 and up on Linux), so that no
 * connection of another test takes one between the probe and the server's start. Each process has a
 * block of its own: two that look for a port at the same moment find different ones.
 */
const FIRST = 10_240
const BLOCK = 100
const BLOCKS = 220
const first = FIRST + ((process.pid + threadId) % BLOCKS) * BLOCK
let next = 0

/**
 * A TCP port on the loopback that nobody listens on just now, and that this process is not given
 * again before the others of its block. Listen on port 0 instead wherever the server can say its
 * port.
 *
 * @throws Error when the whole block is in use.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < BLOCK; tried++) {
    const port = first + (next++ % BLOCK)
    if (await isFree(port)) return port
  }
  throw new Error(`each port from ${first} to ${first + BLOCK - 1} is in use`)
}

/** Whether a server can listen on a port of the loopback. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
