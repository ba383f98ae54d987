import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../process.ts'
import { tempFolder } from '../temp-folder.ts'
import { down, look, up } from './stack.ts'

test('down leaves a process alone that only has the id of one that was started', async () => {
  await using folder = await tempFolder('stack')
  await using stranger = await run('sleep', ['60'])
  await mkdir(join(folder.path, 'redis'))
  const record = { kind: 'process', pid: stranger.pid, birth: 'at another time', port: 6379 }
  await writeFile(join(folder.path, 'redis', 'running.json'), JSON.stringify(record))
  const redis = async () => (await look(folder.path)).find(({ server }) => server.name === 'redis')
  expect(await redis()).toMatchObject({ alive: false, running: { pid: stranger.pid } })
  await down(folder.path)
  expect(process.kill(stranger.pid, 0)).toBe(true)
  expect((await redis())?.running).toBeUndefined()
})

test('up starts nothing when a port is taken', async () => {
  await using folder = await tempFolder('stack')
  const program = createServer().listen(0, '127.0.0.1')
  await once(program, 'listening')
  const address = program.address()
  const taken = typeof address === 'object' && address !== null ? address.port : 0
  const started: string[] = []
  const ports = { kafka: taken }
  const rising = up({ dir: folder.path, ports, onStarted: ({ server }) => started.push(server.name) })
  // Which of the ports is looked at first does not matter: the machine may have servers of its own
  // at the others.
  await expect(rising).rejects.toThrow(/is taken by another program/)
  expect(started).toEqual([])
  expect(await readdir(folder.path)).toEqual([])
  program.close()
})
