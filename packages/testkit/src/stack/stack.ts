import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { takesConnections } from '../servers/server-process.ts'
import { clickHouseServer } from './clickhouse.ts'
import { kafkaServer } from './kafka.ts'
import { redisServer } from './redis.ts'
import { end, isAlive } from './running.ts'
import type { RunningServer } from './running.ts'
import type { ServerName, StackServer } from './server.ts'

export const SERVERS: readonly StackServer[] = [redisServer, clickHouseServer, kafkaServer]

/** What is known of a server. */
export interface State {
  server: StackServer
  /** Where it keeps everything. */
  folder: string
  /** What `up` started last, unless `down` has ended it. */
  running: RunningServer | undefined
  alive: boolean
}

export interface UpOptions {
  dir: string
  /** Where each should listen; when not given, where it was before, or its usual port. */
  ports: Partial<Record<ServerName, number>>
  /** Told of each server that was started. */
  onStarted: (state: State) => void
}

export function look(dir: string): Promise<State[]> {
  return Promise.all(
    SERVERS.map(async (server) => {
      const folder = join(dir, server.name)
      const running = await remembered(folder)
      return { server, folder, running, alive: running !== undefined && (await isAlive(running)) }
    }),
  )
}

/**
 * Starts what does not run.
 * @throws Error before anything is started when a port is taken, or a server runs at another one.
 */
export async function up({ dir, ports, onStarted }: UpOptions): Promise<void> {
  const states = await look(dir)
  const portOf = ({ server, running }: State): number => ports[server.name] ?? running?.port ?? server.defaultPort
  for (const state of states) await expectPort(state, portOf(state))
  for (const state of states.filter(({ alive }) => !alive)) {
    const { server, folder } = state
    await mkdir(folder, { recursive: true })
    const running = await server.start(folder, portOf(state), (begun) => writeFile(recordPath(folder), JSON.stringify(begun)))
    onStarted({ ...state, running, alive: true })
  }
}

/** Ends what `up` started and is still that. @returns what was known before. */
export async function down(dir: string): Promise<State[]> {
  const states = await look(dir)
  await Promise.all(
    states.map(async ({ folder, running, alive }) => {
      if (running && alive) await end(running)
      await rm(recordPath(folder), { force: true })
    }),
  )
  return states
}

async function expectPort({ server, running, alive }: State, port: number): Promise<void> {
  if (alive && running?.port !== port) {
    throw new Error(`${server.label} runs at port ${running?.port}: take it down before it can run at ${port}`)
  }
  if (!alive && (await takesConnections(port))) {
    throw new Error(`port ${port} is taken by another program: give ${server.label} another one with --${server.name}-port`)
  }
}

function recordPath(folder: string): string {
  return join(folder, 'running.json')
}

async function remembered(folder: string): Promise<RunningServer | undefined> {
  const text = await readFile(recordPath(folder), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as RunningServer)
}
