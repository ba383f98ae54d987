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
): Promise<{ columns: string[] | undefined; records: FileRecord[] }> {
  await using folder = await tempFolder('replay')
  const path = join(folder.path, 'file')
  await writeFile(path, content)
  const file = await openFile(path, layout)
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
