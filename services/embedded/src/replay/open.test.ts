import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import type { Layout } from './layout.ts'
import { openFile } from './open.ts'
import type { FileRecord } from './records.ts'

async function read(
  content: string | Buffer,
  layout?: Layout,
  encoding?: string,
): Promise<{ columns: string[] | undefined; records: FileRecord[] }> {
  await using folder = await tempFolder('replay')
  const path = join(folder.path, 'file')
  await writeFile(path, content)
  const file = await openFile(path, layout, encoding)
  const records: FileRecord[] = []
  for await (const record of file.records) records.push(record)
  expect(file.bytesRead()).toBe(file.bytesTotal)
  return { columns: file.columns, records }
}

const values = (records: FileRecord[]): object[] => records.map((record) => ({ ...record.values }))

describe('files', () => {
  test('CSV with a byte order mark, quotes, blanks, empty cells and CRLF', async () => {
    const { columns, records } = await read('\uFEFF"id", Name ,note\r\n1,"Smith, Ann","said ""no""\r\ntwice"\r\n\r\n2, Bob ,\r\n')
    expect(columns).toEqual(['id', 'Name', 'note'])
    expect(values(records)).toEqual([
      { id: '1', Name: 'Smith, Ann', note: 'said "no"\r\ntwice' },
      { id: '2', Name: 'Bob', note: '' },
    ])
  })

  test('a row of another length is one bad record, and the lines are those of the file', async () => {
    const { records } = await read('a;b\n1;2\n3\n4;5;6\n7;8\n')
    expect(records.map(({ line, fault }) => [line, fault])).toEqual([
      [2, undefined],
      [3, '1 values for 2 columns'],
      [4, '3 values for 2 columns'],
      [5, undefined],
    ])
  })

  test('columns separated by blanks', async () => {
    const { columns, records } = await read(
      ' customer_id  date cds  dollars\r\n 00001 19970101  1   11.77\r\n\r\n 00002 19970112  5   77.00\r\n',
    )
    expect(columns).toEqual(['customer_id', 'date', 'cds', 'dollars'])
    expect(records.map(({ line }) => line)).toEqual([2, 4])
    expect(values(records)[1]).toEqual({ customer_id: '00002', date: '19970112', cds: '5', dollars: '77.00' })
  })

  test('NDJSON, with a bad line', async () => {
    const { columns, records } = await read('{"a":{"b":1}}\nnonsense\n[1]\n\n{"a":2}\n')
    expect(columns).toBeUndefined()
    expect(records.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, 'this line is no JSON object'],
      [3, 'this line is no JSON object'],
      [5, undefined],
    ])
  })

  test('gzip, and a delimiter that was given', async () => {
    const { records } = await read(gzipSync('a,x|b\n1|2\n'), { kind: 'csv', delimiter: '|' })
    expect(values(records)).toEqual([{ 'a,x': '1', b: '2' }])
  })

  test('what cannot be read is named', async () => {
    await expect(openFile('/nowhere/at/all.csv')).rejects.toThrow('there is no file')
    await expect(read('')).rejects.toThrow('the file is empty')
    await expect(read('a,b\n1,"2\n')).rejects.toThrow('this is not CSV')
    await expect(read(gzipSync('a,b\n'.repeat(100_000)).subarray(0, 200))).rejects.toThrow('unexpected end of file')
  })
})

describe('encodings', () => {
  const table = 'id,town\n1,Köln\n2,Málaga\n3,Zürich €\n'
  const cp1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\x80'), 'latin1')

  test.each([
    ['windows-1252', cp1252(table)],
    ['cp1252', cp1252(table)],
    ['utf-16le', Buffer.from(`\uFEFF${table}`, 'utf16le')],
    ['utf-8', Buffer.from(table)],
    ['UTF8', Buffer.from(`\uFEFF${table}`)],
  ])('%s is read when it is said', async (encoding, content) => {
    for (const bytes of [content, gzipSync(content)]) {
      const { columns, records } = await read(bytes, undefined, encoding)
      expect(columns).toEqual(['id', 'town'])
      expect(values(records).map((row) => (row as { town: string }).town)).toEqual(['Köln', 'Málaga', 'Zürich €'])
    }
  })

  test.each([
    ['cp1252', cp1252(table), 'line 2 is not UTF-8'],
    ['cp1252, far down', cp1252(`id,town\n${'1,Bonn\n'.repeat(300_000)}2,Köln\n3,Bonn\n`), 'line 300002 is not UTF-8'],
    ['cp1252, in the last line', cp1252('id,town\n1,Köln'), 'line 2 is not UTF-8'],
    ['cp1252 lines of JSON', cp1252('{"id":1}\n{"town":"Köln"}\n'), 'line 2 is not UTF-8'],
    ['UTF-16', Buffer.from(`\uFEFF${table}`, 'utf16le'), 'UTF-16'],
    ['a letter cut in two', Buffer.from('id,town\nKö').subarray(0, -1), 'line 2 is not UTF-8'],
  ])('%s unsaid is refused with the line', async (_what, content, words) => {
    await expect(read(content)).rejects.toThrow(words)
    await expect(read(gzipSync(content))).rejects.toThrow(words)
  })

  test('a file that is not in the encoding that was said', async () => {
    await expect(read(cp1252(table), undefined, 'shift_jis')).rejects.toThrow('the file is not shift_jis')
  })
})
