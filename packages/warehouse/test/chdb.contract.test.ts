import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { run } from '@weir/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chdbServerCommand, newPassword, startChdb } from '../src/chdb.ts'
import type { Chdb } from '../src/chdb.ts'
import { describeWarehouse, jsonLine, sampleFact } from '../src/contract.ts'
import { migrate, openWarehouse } from '../src/index.ts'
import type { Warehouse } from '../src/index.ts'

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'weir-warehouse-'))

describeWarehouse('chDB child', async () => {
  const dir = await newFolder()
  const chdb = await startChdb({ dir })
  const close = async (): Promise<void> => {
    await chdb.close()
    await rm(dir, { recursive: true, force: true })
  }
  return { options: chdb, close }
})

describe('chDB child', () => {
  let dir: string
  let chdb: Chdb
  let warehouse: Warehouse
  beforeEach(async () => {
    dir = await newFolder()
    chdb = await startChdb({ dir, faults: true })
    warehouse = openWarehouse(chdb)
    await migrate(warehouse)
  })
  afterEach(async () => {
    await warehouse.close()
    await chdb.close()
    await rm(dir, { recursive: true, force: true })
  })
  const insert = (eid: string, queryId?: string) =>
    warehouse.insertLines('facts', [jsonLine(sampleFact({ eid }))], queryId ? { queryId } : {})
  const count = async (where: Warehouse = warehouse): Promise<number> =>
    (await where.query<{ n: number }>('SELECT count() AS n FROM facts', {}, { maxSeconds: 10 }))[0]?.n ?? -1

  it('keeps acknowledged rows when it is killed, and opens again', async () => {
    let acknowledged = 0
    const writeUntilItFails = async (): Promise<never> => {
      for (;;) {
        await insert(`k${acknowledged}`)
        if (++acknowledged === 20) setTimeout(() => process.kill(chdb.pid, 'SIGKILL'), 3)
      }
    }
    await expect(writeUntilItFails()).rejects.toMatchObject({ fault: 'outage' })
    expect((await chdb.exited).expected).toBe(false)
    const again = await startChdb({ dir })
    const reopened = openWarehouse(again)
    const found = await count(reopened)
    await reopened.close()
    await again.close()
    expect([acknowledged, acknowledged + 1]).toContain(found)
  })

  it('leaves the outcome of an insert unknown when the answer is lost', async () => {
    await chdb.fault('cut')
    await expect(insert('cut')).rejects.toMatchObject({ fault: 'outage', outcomeUnknown: true })
    expect(await count()).toBe(1)
    await chdb.fault('drop')
    await expect(insert('drop')).rejects.toMatchObject({ fault: 'outage', outcomeUnknown: true })
    expect(await count()).toBe(1)
    await chdb.fault('fail')
    await expect(insert('fail')).rejects.toMatchObject({ fault: 'outage', code: 'NOT_ENOUGH_SPACE' })
    expect(await count()).toBe(1)
    expect(await chdb.fired()).toBe(3)
  })

  it('answers stopInsert only when the insert is over', async () => {
    await chdb.fault('hold')
    const inserting = insert('held', 'the-id')
    while ((await chdb.fired()) < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    let stopped = false
    const stopping = warehouse.stopInsert('the-id').then(() => (stopped = true))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(stopped).toBe(false)
    await chdb.release()
    await stopping
    await expect(inserting).rejects.toMatchObject({ code: 'QUERY_WAS_CANCELLED' })
    expect(await count()).toBe(0)
    await expect(insert('late', 'the-id')).rejects.toMatchObject({ code: 'QUERY_WAS_CANCELLED' })
  })

  it('refuses a folder that is in use', async () => {
    await expect(startChdb({ dir })).rejects.toThrow(/in use by another process/)
    await insert('still-works')
    expect(await count()).toBe(1)
  })

  it('ends cleanly with its data kept', async () => {
    await insert('kept')
    await chdb.close()
    expect((await chdb.exited).expected).toBe(true)
    const again = await startChdb({ dir })
    const reopened = openWarehouse(again)
    expect(await migrate(reopened)).toEqual([])
    expect(await count(reopened)).toBe(1)
    await reopened.close()
    await again.close()
  })

  it('is the same warehouse to its clients after a restart at the same port with the same password', async () => {
    await insert('kept')
    const { username, password } = chdb
    await chdb.close()
    const port = Number(new URL(chdb.url).port)
    const again = await startChdb({ dir, port, username, password })
    expect(again).toMatchObject({ url: chdb.url, username, password })
    expect(await count()).toBe(1)
    const other = await newFolder()
    await expect(startChdb({ dir: other, port })).rejects.toThrow(`port ${port} is in use by another program`)
    expect(await count()).toBe(1)
    await again.close()
    await rm(other, { recursive: true, force: true })
  })

  it('can be a server of its own, which stays until it is told to end', async () => {
    const own = await newFolder()
    const settingsPath = join(own, 'settings.json')
    const password = newPassword()
    await writeFile(settingsPath, JSON.stringify({ dir: join(own, 'data'), port: 0, user: 'ann', password }))
    const { command, args, env } = chdbServerCommand(settingsPath)
    await using server = await run(command, args, { env })
    const url = (await server.prints(/http:\S+/, 20_000))[0]
    const client = openWarehouse({ url, username: 'ann', password })
    await migrate(client)
    expect(await count(client)).toBe(0)
    const stranger = openWarehouse({ url, username: 'weir', password })
    await expect(stranger.ping()).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' })
    expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    await Promise.all([client.close(), stranger.close()])
    const reopened = await startChdb({ dir: join(own, 'data') })
    await reopened.close()
    await rm(own, { recursive: true, force: true })
  })

  it('keeps its password out of arguments and environment', async () => {
    for (const file of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${chdb.pid}/${file}`, 'utf8')
      expect(text.length).toBeGreaterThan(0)
      expect(text).not.toContain(chdb.password)
    }
  })

  it('dies with its parent and lets go of the folder', async () => {
    const folder = await newFolder()
    const tsx = createRequire(new URL('../../../package.json', import.meta.url)).resolve('tsx')
    const entry = fileURLToPath(new URL('./fixtures/parent.ts', import.meta.url))
    const parent = fork(entry, [folder], { execArgv: ['--conditions=@weir/source', '--import', pathToFileURL(tsx).href] })
    const [pid] = (await once(parent, 'message')) as [number]
    parent.kill('SIGKILL')
    const isAlive = (): boolean => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    const begun = performance.now()
    while (isAlive() && performance.now() - begun < 8_000) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isAlive()).toBe(false)
    const again = await startChdb({ dir: folder })
    await again.close()
    await rm(folder, { recursive: true, force: true })
  })
})
