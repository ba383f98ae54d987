import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { lockDataFolder } from '../lock.ts'
import { freshFolder } from './folder.ts'
import { demoOptions } from './options.ts'

test('its own folder is emptied', async () => {
  await using temp = await tempFolder('demo')
  const path = join(temp.path, 'new', 'one')
  await freshFolder(path)
  await mkdir(join(path, 'warehouse'))
  await writeFile(join(path, 'warehouse', 'x'), 'x')
  await freshFolder(path)
  expect(await readdir(path)).toHaveLength(1)
})

test("somebody else's is not touched", async () => {
  await using temp = await tempFolder('demo')
  await writeFile(join(temp.path, 'precious'), 'x')
  await expect(freshFolder(temp.path)).rejects.toThrow('holds something that the demo did not make')
  expect(await readdir(temp.path)).toEqual(['precious'])
})

test('nor is one in use', async () => {
  await using temp = await tempFolder('demo')
  await freshFolder(temp.path)
  await writeFile(join(temp.path, 'x'), 'x')
  const lock = await lockDataFolder(temp.path)
  await expect(freshFolder(temp.path)).rejects.toThrow('another process is using the folder')
  await lock.release()
  expect(await readdir(temp.path)).toContain('x')
})

test('options', () => {
  expect(demoOptions([])).toEqual({ port: 8080, data: undefined, once: false, distributed: false, help: false })
  expect(demoOptions(['--once', '--port', '0', '--data', 'x'])).toMatchObject({ port: 0, data: 'x', once: true })
  for (const args of [
    ['--port', 'http'],
    ['--port', '70000'],
    ['--prot', '1'],
    ['--data', ''],
  ])
    expect(() => demoOptions(args)).toThrow(/--|option/)
})
