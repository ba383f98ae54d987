import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { filesBelow } from './files-below.ts'
import { freePort } from './free-port.ts'
import { run } from './process.ts'
import { simClock } from './sim-clock.ts'
import { tempFolder } from './temp-folder.ts'

test('the simulated clock moves only when told, and never back', () => {
  const clock = simClock(1_000)
  expect(clock.pass(500)).toBe(1_500)
  clock.advance(1_200)
  expect(clock.now()).toBe(1_500)
  expect(() => clock.pass(-1)).toThrow(RangeError)
})

test('a temporary folder is gone after its scope, with its content', async () => {
  let path: string
  {
    await using folder = await tempFolder('scope')
    path = folder.path
    await mkdir(join(path, 'deep'))
    await writeFile(join(path, 'deep', 'file'), 'x')
  }
  await expect(access(path)).rejects.toThrow('ENOENT')
})

test('files that go while a folder is read are left out', async () => {
  await using folder = await tempFolder('below')
  await mkdir(join(folder.path, 'deep'))
  for (const name of ['a', 'b', join('deep', 'c')]) await writeFile(join(folder.path, name), `of ${name}`)
  const read: string[] = []
  for await (const { path, bytes } of filesBelow(folder.path)) {
    if (read.push(`${basename(path)}: ${bytes.toString()}`) === 1) await rm(join(folder.path, 'b'))
  }
  expect(read).toEqual(['a: of a', `c: of ${join('deep', 'c')}`])
  await expect(filesBelow(join(folder.path, 'none')).next()).rejects.toThrow('ENOENT')
})

describe('eventually', () => {
  test('returns the first value that holds', async () => {
    let n = 0
    expect(await eventually(() => (++n < 3 ? undefined : n), 1_000, 1)).toBe(3)
  })
  test('takes 0, empty text and null for values', async () => {
    expect(await eventually(() => 0)).toBe(0)
    expect(await eventually(() => null)).toBeNull()
  })
  test('gives up with the last failure', async () => {
    const fails = eventually(() => Promise.reject(new Error('still down')), 20, 1)
    await expect(fails).rejects.toThrow('not within 20 ms: still down')
  })
})

test('a free port can be listened on', async () => {
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  await eventually(() => server.listening)
  server.close()
})

test('free ports of one process differ, also when many are looked for at once', async () => {
  const ports = await Promise.all(Array.from({ length: 40 }, () => freePort()))
  expect(new Set(ports).size).toBe(40)
  // Systems give those above to outgoing connections.
  expect(Math.max(...ports)).toBeLessThan(32_768)
})

describe('run', () => {
  test('collects output and the exit code', async () => {
    await using child = await run(
      process.execPath,
      ['-e', 'console.log(process.env.WORD); console.error("no"); process.exitCode = 3'],
      { env: { WORD: 'yes' } },
    )
    expect(await child.ended).toEqual({ code: 3, signal: null })
    expect([child.stdout(), child.stderr()]).toEqual(['yes\n', 'no\n'])
  })
  test('waits for a line, then ends the process with a signal', async () => {
    await using child = await run(process.execPath, ['-e', 'console.log("port 81"); setInterval(() => {}, 1000)'])
    expect((await child.prints(/port (\d+)/))[1]).toBe('81')
    expect(await child.kill()).toEqual({ code: null, signal: 'SIGTERM' })
    expect(await child.kill()).toEqual({ code: null, signal: 'SIGTERM' })
  })
  test('says what was printed when the line never comes', async () => {
    await using child = await run(process.execPath, ['-e', 'console.log("something else")'])
    await expect(child.prints(/port/)).rejects.toThrow('something else')
  })
  test('fails when the program is not there', async () => {
    await expect(run('no-such-program-here', [])).rejects.toThrow('ENOENT')
  })
})
