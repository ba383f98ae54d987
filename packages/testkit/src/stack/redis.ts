import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { redisArgs, repairScript } from '../servers/redis-args.ts'
import { redisIsInstalled, runScript } from '../servers/redis-native.ts'
import { startDetached } from './detached.ts'
import type { StackServer } from './server.ts'

const HOST = '127.0.0.1'
const START_MS = 60_000

/** One server that writes every commit through to disk. */
export const redisServer: StackServer = {
  name: 'redis',
  label: 'Redis',
  defaultPort: 6379,
  async start(folder, port, remember) {
    if (!(await redisIsInstalled())) throw new Error('Redis needs redis-server and redis-check-aof on the path')
    const hasLog = await access(join(folder, 'appendonlydir')).then(
      () => true,
      () => false,
    )
    if (hasLog) await runScript(repairScript(folder))
    // A log that is still damaged is for a person to look at.
    const args = redisArgs({ port, listenOn: HOST, folder, fsync: 'always' }, { 'aof-load-truncated': 'no' })
    const logPath = join(folder, 'server.log')
    return startDetached({ name: 'Redis', command: 'redis-server', args, port, logPath, startMs: START_MS, remember })
  },
  settings: async (_folder, port) => ({ REDIS_URL: `redis://${HOST}:${port}` }),
}
