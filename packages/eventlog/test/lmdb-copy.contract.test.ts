import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TOPICS } from '@weir/contracts'
import { run, tempFolder } from '@weir/testkit'
import { open } from 'lmdb'
import { describe, expect, it } from 'vitest'
import { checkLmdbFile, copyLmdb, createChunkCheck, openLmdbLog } from '../src/lmdb.ts'
import { MAX } from '../src/contract/harness.ts'

const PARTITIONS = 2
const ROOT = new URL('..', import.meta.url).pathname

/** Holds a view of an LMDB folder until it is killed, as a backup does that is under way. */
const READER = `
import { open } from 'lmdb'
const root = open({ path: process.argv[1], noSubdir: false, readOnly: true, maxDbs: 16 })
const chunks = root.openDB({ name: 'chunks', encoding: 'binary', keyEncoding: 'binary' })
const keys = chunks.getKeys()[Symbol.iterator]()
keys.next()
console.log('reads')
setInterval(() => keys, 1_000)`

describe('a copy of a log', () => {
  it('has all that was acknowledged before, is whole, and has nothing of what was removed', async () => {
    await using folder = await tempFolder('copy')
    const [path, to] = [join(folder.path, 'log'), join(folder.path, 'copy')]
    const log = await openLmdbLog({ path, partitions: PARTITIONS, ballastBytes: 0 })
    const append = (text: string): Promise<void> =>
      log.append(TOPICS.hits, [{ partition: 1, key: 'k', value: Buffer.from(text.padEnd(3_000, '.')) }])
    for (let n = 0; n < 20; n++) await append(`gone ${n} `)
    for (let n = 0; n < 20; n++) await append(`kept ${n} `)
    await log.trim(TOPICS.hits, 1, 20)
    // Others append meanwhile; some of that may be in it.
    const copied = copyLmdb(path, to)
    const later = Array.from({ length: 20 }, (_, n) => append(`later ${n} `))
    await Promise.all([copied, ...later])
    expect((await readFile(join(path, 'data.mdb'))).includes('gone ')).toBe(true)
    expect((await readFile(join(to, 'data.mdb'))).includes('gone ')).toBe(false)
    checkLmdbFile(join(to, 'data.mdb'), createChunkCheck())
    const copy = await openLmdbLog({ path: to, partitions: PARTITIONS, ballastBytes: 0 })
    const texts = (await copy.read(TOPICS.hits, 1, 0, MAX)).map(({ value }) => Buffer.from(value).toString('utf8', 0, 7))
    expect(texts.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => `kept ${n} `.slice(0, 7).padEnd(7, '.')))
    // And it goes on, and stays whole.
    await copy.append(TOPICS.hits, [{ partition: 1, key: 'k', value: Buffer.from('new') }])
    await Promise.all([copy.close(), log.close()])
    checkLmdbFile(join(to, 'data.mdb'), createChunkCheck())
  })

  it('clears what a copy that was killed left behind, which would keep old pages for ever', async () => {
    await using folder = await tempFolder('copy')
    const path = join(folder.path, 'log')
    const log = await openLmdbLog({ path, partitions: PARTITIONS, ballastBytes: 0 })
    await log.append(TOPICS.hits, [{ partition: 0, key: 'k', value: Buffer.from('x') }])
    const root = open({ path, noSubdir: false, readOnly: true, maxDbs: 16 })
    const readers = (): string => root.readerList()
    {
      await using reader = await run(process.execPath, ['--input-type=module', '-e', READER, path], { cwd: ROOT })
      await reader.prints(/reads/, 20_000)
      await reader.kill('SIGKILL')
      expect(readers()).toContain(` ${reader.pid} `)
      await copyLmdb(path, join(folder.path, 'copy'))
      expect(readers()).not.toContain(` ${reader.pid} `)
    }
    await root.close()
    await log.close()
    await rm(join(folder.path, 'copy'), { recursive: true })
  })
})
