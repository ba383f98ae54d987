import { expect, test } from 'vitest'
import type { FilePart } from './parts.ts'
import { csvParts, lineParts } from './parts.ts'

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function all(parts: AsyncIterable<FilePart>): Promise<FilePart[]> {
  const found: FilePart[] = []
  for await (const part of parts) found.push(part)
  return found
}

test('cuts between records, with the headings before each part', async () => {
  const rows = Array.from({ length: 12_001 }, (_, i) => (i === 4_999 ? `${i},"two\nlines, ""quoted"""\n` : `${i},x\n`))
  for (const size of [1, 7, 10_000]) {
    const parts = await all(csvParts(pieces(`id,name\n${rows.join('')}`, size)))
    expect(parts.map(({ firstLine }) => firstLine)).toEqual([2, 5003, 10_003])
    expect(parts.every(({ body }) => body.startsWith('id,name\n'))).toBe(true)
    expect(parts.map(({ body }) => body.slice('id,name\n'.length)).join('')).toBe(rows.join(''))
  }
})

test('sends a file of headings alone, one without a last line end, and nothing of an empty one', async () => {
  expect(await all(csvParts(pieces('id,name', 3)))).toEqual([{ body: 'id,name\n', firstLine: 2 }])
  expect(await all(csvParts(pieces('\n\nid\n1', 3)))).toEqual([{ body: 'id\n1', firstLine: 4 }])
  expect(await all(csvParts(pieces('', 3)))).toEqual([])
})

test('cuts long lines of JSON by their length', async () => {
  const line = `${JSON.stringify({ a: 'x'.repeat(900_000), q: '"' })}\n`
  const parts = await all(lineParts(pieces(line.repeat(7), 65_536)))
  expect(parts.map(({ firstLine }) => firstLine)).toEqual([1, 4, 7])
  expect(parts.map(({ body }) => body).join('')).toBe(line.repeat(7))
})
