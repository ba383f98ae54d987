import { startChdb } from '@weir/warehouse/chdb'
import type { Chdb } from '@weir/warehouse/chdb'
import { tempFolder } from '../temp-folder.ts'
import type { ClickHouse, FaultyClickHouse } from './clickhouse-server.ts'

/** chDB as a process of its own, which ends with this one, with data in a temporary folder. */
export async function startClickHouseNatively(database: string, faults: boolean): Promise<ClickHouse | FaultyClickHouse> {
  const folder = await tempFolder('clickhouse')
  const dir = folder.path
  const first = await startChdb({ dir, faults }).catch(async (error: unknown) => {
    await folder[Symbol.asyncDispose]()
    throw error
  })
  const { url, username, password } = first
  const port = Number(new URL(url).port)
  let running: Chdb | undefined = first
  const kill = async (): Promise<void> => {
    const victim = running
    running = undefined
    if (!victim) return
    process.kill(victim.pid, 'SIGKILL')
    await victim.exited
  }
  const stop = async (): Promise<void> => {
    // Nobody reads the data again, so there is nothing that a clean stop would be good for.
    await kill()
    await folder[Symbol.asyncDispose]()
  }
  const alive = (): Chdb => {
    if (!running) throw new Error('this ClickHouse has been killed; restart it first')
    return running
  }
  return {
    url,
    username,
    password,
    database,
    kill,
    async restart() {
      if (!running) running = await startChdb({ dir, port, username, password, faults })
    },
    stop,
    [Symbol.asyncDispose]: stop,
    ...(faults && {
      fault: (kind, times) => alive().fault(kind, times),
      release: () => alive().release(),
      fired: () => alive().fired(),
    }),
  }
}
