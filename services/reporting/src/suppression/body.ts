// Held by route.test.ts
import { WeirError } from '@weir/contracts'
import type { App } from '../shared/app.ts'

/** The JSON form of a body that came as lines, before it is checked like any other. */
interface EntryLists {
  add: object[]
  remove: object[]
}

/** Takes entries as CSV and as JSON lines, too: one identifier a line. */
export function takeEntryLines(app: App): void {
  app.addContentTypeParser<string>('application/x-ndjson', { parseAs: 'string' }, async (_: unknown, body: string) =>
    sorted(linesOf(body).map(({ text, line }) => ({ line, entry: jsonEntry(text, line) }))),
  )
  app.addContentTypeParser<string>('text/csv', { parseAs: 'string' }, async (_: unknown, body: string) => {
    const [head, ...rows] = linesOf(body)
    const columns = fieldsOf(head?.text ?? '', 1).map((name) => name.trim().toLowerCase())
    if (!columns.includes('type') || !columns.includes('value'))
      refuse('', 'the first line of a CSV names its columns: type,value or type,value,op')
    const entries = rows.map(({ text, line }) => {
      const fields = fieldsOf(text, line)
      return { line, entry: Object.fromEntries(columns.map((name, i) => [name, fields[i] ?? ''])) }
    })
    return sorted(entries)
  })
}

interface Line {
  text: string
  /** From 1 on. */
  line: number
}

function linesOf(body: string): Line[] {
  const lines = body.replace(/^\uFEFF/, '').split(/\r?\n/)
  return lines.flatMap((text, i) => (text.trim() === '' ? [] : [{ text, line: i + 1 }]))
}

function jsonEntry(text: string, line: number): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // What stands there may be somebody's address: it is not quoted.
    refuse(`line ${line}`, 'this is no JSON: expected {"type": ..., "value": ..., "op": "add" or "remove"}')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`line ${line}`, 'expected an object')
  return { ...value }
}

/** Fields may stand in double quotes, with two for one. */
function fieldsOf(text: string, line: number): string[] {
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  for (;;) {
    const found = field.exec(text)
    if (!found) refuse(`line ${line}`, 'quotes of a CSV field do not fit together')
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '') return fields
  }
}

function sorted(entries: readonly { line: number; entry: Record<string, unknown> }[]): EntryLists {
  const lists: EntryLists = { add: [], remove: [] }
  for (const { line, entry } of entries) {
    const { op = 'add', ...identifier } = entry
    if (op === 'remove') lists.remove.push(identifier)
    else if (op === 'add' || op === '') lists.add.push(identifier)
    else refuse(`line ${line}`, 'op is add or remove')
  }
  return lists
}

function refuse(path: string, message: string): never {
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path, message }] })
}
