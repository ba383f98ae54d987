import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chdbServerCommand, newPassword } from '@weir/warehouse/chdb'
import { clickHouseContainer } from '../servers/clickhouse-docker.ts'
import { dockerIsThere } from '../servers/docker.ts'
import { startDetached } from './detached.ts'
import type { RunningServer } from './running.ts'
import type { Remember, StackServer } from './server.ts'

const HOST = '127.0.0.1'
const START_MS = 60_000
const USER = 'weir'

/**
 * In a container when a Docker engine answers; else chDB, the same engine behind the part of the
 * interface that Weir uses.
 */
export const clickHouseServer: StackServer = {
  name: 'clickhouse',
  label: 'ClickHouse',
  defaultPort: 8123,
  start: async (...where) => ((await dockerIsThere()) ? startContainer(...where) : startChdb(...where)),
  settings: async (folder, port) => ({
    CLICKHOUSE_URL: `http://${HOST}:${port}`,
    CLICKHOUSE_USER: USER,
    CLICKHOUSE_PASSWORD: await passwordIn(folder),
  }),
}

async function startChdb(folder: string, port: number, remember: Remember): Promise<RunningServer> {
  const settings = { dir: resolve(folder, 'chdb'), port, user: USER, password: await passwordIn(folder) }
  await mkdir(settings.dir, { recursive: true })
  const settingsPath = join(folder, 'chdb.json')
  await writeSecret(settingsPath, JSON.stringify(settings))
  const program = chdbServerCommand(settingsPath)
  const logPath = join(folder, 'server.log')
  return startDetached({ name: 'ClickHouse', ...program, port, logPath, startMs: START_MS, remember })
}

/**
 * `reuse`: the container is not taken away when we end, and one that was killed is started again.
 */
async function startContainer(folder: string, port: number, remember: Remember): Promise<RunningServer> {
  const source = resolve(folder, 'server')
  await mkdir(source, { recursive: true })
  const started = await clickHouseContainer(port, USER, await passwordIn(folder))
    .withBindMounts([{ source, target: '/var/lib/clickhouse' }])
    .withUser(`${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`)
    .withReuse()
    .start()
  const running: RunningServer = { kind: 'container', id: started.getId(), port }
  await remember(running)
  return running
}

/** Made once; kept where only its owner can read it. */
async function passwordIn(folder: string): Promise<string> {
  const path = join(folder, 'password')
  const known = await readFile(path, 'utf8').catch(() => '')
  if (known !== '') return known
  const password = newPassword()
  await writeSecret(path, password)
  return password
}

async function writeSecret(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 })
}
