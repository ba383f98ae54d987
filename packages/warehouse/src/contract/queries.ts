import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { LIMITS, failure } from './setting.ts'
import type { Setting } from './setting.ts'

/** What a query promises. */
export function queryPromises(at: Setting): void {
  it('takes any value as a parameter and never as SQL', async () => {
    const hostile = [
      "'; DROP TABLE facts; --",
      String.raw`\'`,
      String.raw`\\`,
      'a\tb\nc\rd',
      '\u0000x',
      '{p:String}',
      '\u{1F600}é',
      '',
      'NULL',
      String.raw`\N`,
    ]
    for (const text of hostile) {
      expect(await at.one('SELECT {text:String} AS text, length({text:String}) AS bytes', { text })).toEqual({
        text,
        bytes: Buffer.byteLength(text),
      })
    }
    const list = hostile.filter((text) => text !== '')
    expect(await at.one('SELECT {list:Array(String)} AS list', { list })).toEqual({ list })
    expect(
      await at.one('SELECT {a:UInt32} AS a, {b:Array(UInt32)} AS b, {c:Nullable(String)} AS c', { a: 7, b: [1, 2], c: null }),
    ).toEqual({ a: 7, b: [1, 2], c: null })
    expect((await failure(at.warehouse.query('SELECT {a:UInt32}', { a: '1) OR (1' }, LIMITS))).fault).toBe('statement')
  })

  it('takes lists as long as that of all segments, in queries and in commands, also first of all', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, i) => 4_000_000_000 + i)
    const sum = numbers.reduce((all, one) => all + one, 0)
    const ask = (): Promise<unknown> => at.one('SELECT arraySum({numbers:Array(UInt32)}) AS sum', { numbers })
    expect(await Promise.all(Array.from({ length: 8 }, ask))).toEqual(Array.from({ length: 8 }, () => ({ sum })))
    await at.warehouse.command('CREATE TABLE long_list (sum UInt64) ENGINE = Memory')
    await at.warehouse.command('INSERT INTO long_list SELECT arraySum({numbers:Array(UInt32)})', { numbers })
    expect(await at.one('SELECT sum FROM long_list', {})).toEqual({ sum })
    await at.warehouse.command('DROP TABLE long_list')
  })

  it('keeps the parameters of concurrent and of successive queries apart', async () => {
    const ask = async (text: string) =>
      (await at.one<{ text: string }>('SELECT {text:String} AS text FROM numbers(1)', { text }))?.text
    const texts = Array.from({ length: 60 }, (_, i) => `text ${i}`)
    expect(await Promise.all(texts.map(ask))).toEqual(texts)
    expect((await failure(at.warehouse.query('SELECT {text:String}', {}, LIMITS))).code).toBe('UNKNOWN_QUERY_PARAMETER')
  })

  it('enforces the limits of time, rows and memory, and forgets them after', async () => {
    const slow = 'SELECT sum(cityHash64(number)) AS s FROM numbers(20000000000)'
    const begun = performance.now()
    expect(await failure(at.warehouse.query(slow, {}, { maxSeconds: 1 }))).toMatchObject({
      code: 'TIMEOUT_EXCEEDED',
      fault: 'limit',
      outcomeUnknown: false,
    })
    expect(performance.now() - begun).toBeLessThan(10_000)
    const rows = 'SELECT number FROM numbers(100)'
    expect(await failure(at.warehouse.query(rows, {}, { maxSeconds: 5, maxRows: 99 }))).toMatchObject({ fault: 'limit' })
    expect(await at.warehouse.query(rows, {}, { maxSeconds: 5, maxRows: 100 })).toHaveLength(100)
    const big = 'SELECT length(groupArray(number)) AS n FROM numbers(10000000)'
    expect(await failure(at.warehouse.query(big, {}, { maxSeconds: 20, maxMemoryBytes: 20_000_000 }))).toMatchObject({
      code: 'MEMORY_LIMIT_EXCEEDED',
      fault: 'limit',
    })
    expect(await at.one(big)).toEqual({ n: 10_000_000 })
  })

  it('fails a query that breaks after rows were made or sent, and keeps them out of the next answers', async () => {
    const broken = (at: number): string => `SELECT number, throwIf(number = ${at}) AS t FROM numbers(${at * 2})`
    const early = await failure(at.warehouse.query(broken(80_000), {}, LIMITS))
    expect(early).toMatchObject({ code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', fault: 'statement' })
    // Here the rows are already on their way; whether the client can still read the code depends on
    // how the bytes are cut.
    await failure(at.warehouse.query(broken(1_500_000), {}, { ...LIMITS, maxRows: 0 }))
    for (let i = 0; i < 4; i++) expect(await at.warehouse.query('SELECT 1 AS x', {}, LIMITS)).toEqual([{ x: 1 }])
  })

  it('streams a million rows without holding them', async () => {
    const heapBytes = liveHeapBytes()
    let sum = 0
    let rows = 0
    let largest = 0
    let batches = 0
    let heapBytesMax = 0
    for await (const batch of at.warehouse.stream<{ number: number }>(
      'SELECT number, repeat(toString(number), 20) AS pad FROM numbers(1000000)',
      {},
      { maxSeconds: 60 },
    )) {
      rows += batch.length
      largest = Math.max(largest, batch.length)
      if (batches++ % 200 === 0) heapBytesMax = Math.max(heapBytesMax, liveHeapBytes())
      for (const row of batch) sum += row.number
    }
    expect({ rows, sum }).toEqual({ rows: 1_000_000, sum: 499_999_500_000 })
    expect(largest).toBeLessThan(100_000)
    expect(batches).toBeGreaterThan(1_000)
    // The rows as objects would take more than ten times as much.
    expect(heapBytesMax - heapBytes).toBeLessThan(20_000_000)
  })

  it('lets go of a stream that is left early', async () => {
    for (let i = 0; i < 5; i++) {
      for await (const batch of at.warehouse.stream<{ number: number }>(
        'SELECT number FROM numbers(1000000000)',
        {},
        { maxSeconds: 60 },
      )) {
        expect(batch.length).toBeGreaterThan(0)
        break
      }
    }
    expect(await at.one('SELECT 1 AS x')).toEqual({ x: 1 })
  })
}

/**
 * What is in use, without what only waits to be collected: how much that is depends on how busy the
 * machine is.
 */
function liveHeapBytes(): number {
  setFlagsFromString('--expose_gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('this engine cannot be told to collect garbage')
  collect()
  return process.memoryUsage().heapUsed
}
