import { expect } from 'vitest'
import type { World } from './world.ts'

/** RFC 4180, read by hand so that the writer is not checked by its own library. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      if (c === '\n') rows.push([])
    } else cell += c
  }
  rows.pop()
  return rows
}

/** What a cell of CSV has for a value of JSON. */
export function cellText(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

/** A share as JSON has it. */
export interface ToldShare {
  value: number | null
  low: number | null
  high: number | null
}

/** The three cells that CSV has for a share. */
export function shareTexts({ value, low, high }: ToldShare): string[] {
  return [value, low, high].map(cellText)
}

/** A report that is asked for as CSV: its headings, and its lines. */
export async function askCsv(
  world: World,
  ...question: [method: 'GET', path: string] | [method: 'POST', path: string, body: object]
): Promise<{ headings: string; lines: string[][]; missingRates: unknown; final: unknown }> {
  const [method, path, body] = question
  const answer = body === undefined ? await world.ask(method, path) : await world.ask(method, path, { ...body, format: 'csv' })
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'cache-control': 'no-store',
    'x-weir-complete': 'true',
  })
  const [headings, ...lines] = readCsv(answer.body)
  return {
    headings: (headings ?? []).join(),
    lines,
    missingRates: answer.headers['x-weir-missing-rates'],
    final: answer.headers['x-weir-final'],
  }
}
