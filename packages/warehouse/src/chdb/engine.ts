import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { drainPending } from 'chdb'
import { createFaults } from './faults.ts'
import type { OrderedFaults } from './faults.ts'
import { openInserts } from './inserts.ts'
import { openSessionPool } from './session-pool.ts'
import { startChdbServer } from './server.ts'

/** Where the engine keeps its data and who may talk to it. */
export interface EngineOptions {
  /** The folder of the warehouse. */
  dir: string
  /** 0 takes a free one. */
  port: number
  user: string
  password: string
  faultsAllowed: boolean
}

/** The chDB engine of this process behind the HTTP interface of ClickHouse. */
export interface Engine {
  port: number
  /** undefined outside tests. */
  faults: OrderedFaults | undefined
  /** Finishes the statements in hand and closes the folder. */
  stop(): Promise<void>
}

const WAITING_MAX = 200

/** @throws Error when the folder is in use or cannot be opened, or the port is taken. */
export async function openEngine({ dir, port, user, password, faultsAllowed }: EngineOptions): Promise<Engine> {
  const engineDir = join(dir, 'engine')
  mkdirSync(engineDir, { recursive: true })
  const writes = openSessionPool(engineDir, 1, WAITING_MAX)
  const reads = openSessionPool(engineDir, 2, WAITING_MAX)
  const faults = faultsAllowed ? createFaults() : undefined
  const inserts = await openInserts(writes, join(dir, 'incoming'))
  const server = await startChdbServer({ user, password, reads, writes, inserts, faults }, port)
  return {
    port: server.port,
    faults,
    async stop() {
      faults?.release()
      await server.close()
      reads.close()
      writes.close()
      await drainPending()
    },
  }
}

const STOP_MS_MAX = 5_000

/**
 * Stops and ends this process. What was not acknowledged may be lost, so nothing is waited for
 * beyond the statements in hand.
 */
export function endProcess(stop: () => Promise<void>): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), STOP_MS_MAX).unref()
  stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
