import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { run } from '../process.ts'
import { birthOf } from './birth.ts'

test('tells one process from the next, and from none', async () => {
  const own = await birthOf(process.pid)
  expect(own).toMatch(/\d/)
  expect(await birthOf(process.pid)).toBe(own)
  await using other = await run('sleep', ['60'])
  const birth = await birthOf(other.pid)
  expect(birth).toMatch(/\d/)
  expect(birth).not.toBe(own)
  await other.kill('SIGKILL')
  expect(await birthOf(other.pid)).toBeUndefined()
})

test('takes a process that nobody has buried for none', async () => {
  // The shell becomes a sleep that never asks after its child.
  await using parent = await run('sh', ['-c', 'sleep 0.2 & echo "child $!"; exec sleep 60'])
  const child = Number((await parent.prints(/child (\d+)/))[1])
  await eventually(async () => (await birthOf(child)) === undefined && process.kill(child, 0))
})
