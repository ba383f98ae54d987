import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { run } from '../process.ts'
import { tempFolder } from '../temp-folder.ts'
import type { RedisHost } from './redis-cluster.ts'
import { startServer } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

const START_MS = 20_000
const MISSING = 'Redis for tests needs one of: an address in the environment, a Docker engine, or redis-server and redis-cli'

/** Servers as processes of this machine, with data in a temporary folder. */
export async function openNativeHost(count: number): Promise<RedisHost> {
  const folder = await tempFolder('redis')
  const [ports, busPorts]: [number[], number[]] = [[], []]
  for (let server = 0; server < count; server++) {
    ports.push(await freePort())
    busPorts.push(await freePort())
    await mkdir(join(folder.path, `${server}`))
  }
  const running: (ServerProcess | undefined)[] = []
  return {
    ports,
    busPorts,
    listenOn: '127.0.0.1',
    folder: (server) => join(folder.path, `${server}`),
    async start(server, args) {
      const port = ports[server]!
      await expectInstalled()
      running[server] = await startServer({ name: `Redis at ${port}`, command: 'redis-server', args, port, startMs: START_MS })
    },
    kill: async (server) => running[server]?.stop('SIGKILL'),
    shell: runScript,
    async stop() {
      // Nobody reads the data again, so there is nothing that a clean stop would be good for.
      await Promise.all(running.map(async (server) => server?.stop('SIGKILL')))
      await folder[Symbol.asyncDispose]()
    },
  }
}

/**
 * Runs a script of the shell on this machine.
 * @returns what it printed.
 * @throws Error when it fails.
 */
export async function runScript(script: string): Promise<string> {
  await using shell = await run('sh', ['-c', script])
  const { code } = await shell.ended
  if (code !== 0) throw new Error(`${script} failed:\n${shell.stdout()}${shell.stderr()}`)
  return shell.stdout()
}

/** Whether Redis can be started here as a process. */
export async function redisIsInstalled(): Promise<boolean> {
  try {
    await using tool = await run('redis-server', ['--version'])
    return (await tool.ended).code === 0
  } catch {
    return false
  }
}

async function expectInstalled(): Promise<void> {
  if (!(await redisIsInstalled())) throw new Error(MISSING)
}
