import { GenericContainer } from 'testcontainers'
import { freePort } from '../free-port.ts'
import type { RedisHost } from './redis-cluster.ts'

const IMAGE = 'redis:7.0.15'

/**
 * All servers in one container, so that the nodes of a cluster and their clients know each other by
 * the same addresses. The container itself only waits: a server that is its first process could not
 * be killed without it.
 */
export async function openDockerHost(count: number): Promise<RedisHost> {
  const [ports, busPorts]: [number[], number[]] = [[], []]
  for (let server = 0; server < count; server++) {
    ports.push(await freePort())
    busPorts.push(await freePort())
  }
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts(...ports.map((port) => ({ container: port, host: port })))
    .withEntrypoint(['sleep', 'infinity'])
    .start()
  const shell = async (script: string): Promise<string> => {
    const { exitCode, output } = await container.exec(['sh', '-c', script])
    if (exitCode !== 0) throw new Error(`${script} failed in the container:\n${output}`)
    return output
  }
  const folder = (server: number): string => `/data/${server}`
  return {
    ports,
    busPorts,
    listenOn: '0.0.0.0',
    folder,
    async start(server, args) {
      const words = [...args, '--daemonize', 'yes', '--pidfile', `${folder(server)}/pid`]
      const quoted = words.map((word) => `'${word}'`).join(' ')
      await shell(`mkdir -p ${folder(server)} && redis-server ${quoted}`)
      await shell(`until redis-cli -p ${ports[server]} ping >/dev/null; do sleep 0.05; done`)
    },
    kill: async (server) => void (await shell(`kill -9 $(cat ${folder(server)}/pid)`)),
    shell,
    stop: async () => void (await container.stop({ timeout: 0 })),
  }
}
