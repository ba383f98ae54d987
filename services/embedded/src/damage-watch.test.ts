import { openSync, readFileSync, writeSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { createLogger, Registry } from '@weir/runtime'
import { openLmdbState } from '@weir/state/lmdb'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { watchDamage } from './damage-watch.ts'

// A byte changes on disk beneath a store that is open, as a failing disk would have it.

test('an entry that is found damaged while it is read turns readiness red, and says what to do', async () => {
  await using folder = await tempFolder('damage-watch')
  const registry = new Registry()
  const watch = watchDamage(createLogger('test', 'silent'), registry)
  const state = watch.over(await openLmdbState({ path: folder.path, partitions: 1 }))
  const lease = await state.acquire(0)
  const values = ['whole', 'damaged'].map((key) => ({ key, value: Buffer.from(`the blob of ${key}`.repeat(20)) }))
  await lease.commit({ expect: await lease.position(), position: 1, puts: values })
  expect(await lease.load(['whole'])).toHaveLength(1)
  await expect(watch.check()).resolves.toBeUndefined()

  flip(join(folder.path, 'data.mdb'), 'the blob of damaged')
  expect(await state.view(0).load(['whole'])).toHaveLength(1)
  await expect(watch.check()).resolves.toBeUndefined()
  await expect(state.view(0).load(['damaged'])).rejects.toThrow('damaged')
  await expect(watch.check()).rejects.toThrow(/the checksum of .* is wrong.*weir rebuild/)
  expect(await registry.metrics()).toContain('weir_state_damaged 1')
  await state.close()
})

test('other failures are no damage', async () => {
  await using folder = await tempFolder('damage-watch')
  const watch = watchDamage(createLogger('test', 'silent'), new Registry())
  const state = watch.over(await openLmdbState({ path: folder.path, partitions: 1 }))
  const lease = await state.acquire(0)
  await expect(lease.commit({ expect: 77, position: 78 })).rejects.toThrow(/position/)
  await expect(watch.check()).resolves.toBeUndefined()
  await state.close()
})

/** Changes a byte in every copy of the text that the file has. */
function flip(path: string, text: string): void {
  const bytes = readFileSync(path)
  const file = openSync(path, 'r+')
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) writeSync(file, Buffer.from('T'), 0, 1, at)
  closeSync(file)
}
