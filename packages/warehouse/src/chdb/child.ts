import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { drainPending } from 'chdb'
import { createFaults } from './faults.ts'
import { openInserts } from './inserts.ts'
import { openLane } from './lane.ts'
import type { FromChild, ToChild } from './messages.ts'
import { startServer } from './server.ts'

/**
 * The process that owns the chDB engine. It is told what to do over the IPC channel (so that the password is neither
 * in its arguments nor in its environment) and lives no longer than its parent.
 */
const STOP_MS_MAX = 5_000
const WAITING_MAX = 200

const send = (message: FromChild): void => void process.send?.(message)
let stop: () => Promise<void> = () => Promise.resolve()

async function start({ dir, user, password, faultsAllowed }: Extract<ToChild, { kind: 'start' }>): Promise<void> {
  const engineDir = join(dir, 'engine')
  mkdirSync(engineDir, { recursive: true })
  const writes = openLane(engineDir, 1, WAITING_MAX)
  const reads = openLane(engineDir, 2, WAITING_MAX)
  const faults = faultsAllowed ? createFaults() : undefined
  const inserts = await openInserts(writes, join(dir, 'incoming'))
  const server = await startServer({ user, password, reads, writes, inserts, faults })
  process.on('message', (message: ToChild) => {
    if (message.kind === 'fault') faults?.order(message.fault, message.times)
    if (message.kind === 'release') faults?.release()
    if (message.kind === 'fired' || message.kind === 'fault' || message.kind === 'release') {
      send({ kind: 'fired', count: faults?.fired() ?? 0 })
    }
  })
  stop = async () => {
    faults?.release()
    await server.close()
    reads.close()
    writes.close()
    await drainPending()
  }
  send({ kind: 'ready', port: server.port })
}

/** What was not acknowledged may be lost, so there is nothing to wait for beyond the statements in hand. */
function exit(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), STOP_MS_MAX).unref()
  stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') exit()
  if (message.kind === 'start') start(message).catch((error: unknown) => send({ kind: 'failed', reason: String(error) }))
})
process.on('disconnect', exit)
// Ctrl-C reaches the whole process group; the parent stops us when it has finished with us.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
