/** Statements that erase people, as the simulated warehouse understands them. */

/** The lines of each table, by its name. */
export type Lines = ReadonlyMap<string, { line: string }[]>

interface Row {
  id?: string
  list?: string
  person?: string
  into?: string
  part?: number
  off?: number
}

const DELETE = /^ALTER TABLE (\w+) DELETE WHERE (.*) SETTINGS mutations_sync = 1$/
const LIST = "list = '([0-9a-f-]+)'"
const FORGET = new RegExp(`^ALTER TABLE erasing_lists DELETE WHERE ${LIST}$`)
const FORGET_OLD = /^ALTER TABLE erasing_lists DELETE WHERE at < now\(\) - \d+$/
const LISTED = new RegExp(`^SELECT toString\\(count\\(\\)\\) AS ids FROM erasing_lists WHERE ${LIST}$`)
const NAMED = new RegExp(`\\(SELECT id FROM erasing_lists WHERE ${LIST}\\)`)
const COUNT = /^SELECT toString\(count\(\)\) AS found FROM (\w+) FINAL WHERE (.*)$/s
const ROWS = /^SELECT person, toString\(count\(\)\) AS rows FROM (facts|memberships)\s+FINAL WHERE person IN/

/** Carries out a command. @throws Error when it does not know it. */
export function commandOn(tables: Lines, sql: string): void {
  // Nobody's list gets old in a story.
  if (FORGET_OLD.test(sql)) return
  const forgotten = FORGET.exec(sql)?.[1]
  if (forgotten !== undefined) {
    const lists = tables.get('erasing_lists')!
    return void lists.splice(0, lists.length, ...lists.filter(({ line }) => rowOf(line).list !== forgotten))
  }
  const [, name = '', where = ''] = DELETE.exec(sql) ?? []
  const rows = tables.get(name)
  if (!rows) throw new Error(`the simulated warehouse does not know this command: ${sql}`)
  const isMeant = conditionOf(tables, where)
  rows.splice(0, rows.length, ...rows.filter(({ line }) => !isMeant(line)))
}

/** @returns the answer; undefined when it is another question. */
export function answerOf(tables: Lines, sql: string, params: Readonly<Record<string, unknown>>): unknown[] | undefined {
  const count = COUNT.exec(sql)
  if (count) {
    const isMeant = conditionOf(tables, count[2]!)
    return [{ found: String((tables.get(count[1]!) ?? []).filter(({ line }) => isMeant(line)).length) }]
  }
  const listed = LISTED.exec(sql)?.[1]
  if (listed !== undefined) return [{ ids: String(idsOf(tables, listed).length) }]
  const lists = Object.values(params).filter((value): value is string[] => Array.isArray(value))
  const rows = ROWS.exec(sql)
  if (rows) {
    const counts = new Map<string, number>()
    for (const { line } of tables.get(rows[1]!)!) {
      const { person = '' } = rowOf(line)
      if (lists[0]?.includes(person)) counts.set(person, (counts.get(person) ?? 0) + 1)
    }
    return [...counts].map(([person, n]) => ({ person, rows: String(n) }))
  }
  if (!sql.startsWith('SELECT id, multiSearchFirstIndex(body,')) return undefined
  return tables.get('rejected')!.flatMap(({ line }) => {
    const { id = '', body = '' } = JSON.parse(line) as { id?: string; body?: string }
    const text = (lists[0] ?? []).findIndex((wanted) => body.includes(wanted)) + 1
    return text > 0 ? [{ id, text }] : []
  })
}

/** What a condition of `erasePersons` says of a row. */
function conditionOf(tables: Lines, where: string): (line: string) => boolean {
  const named = new Set(idsOf(tables, NAMED.exec(where)?.[1]))
  if (where.startsWith('id IN')) return (line) => named.has(rowOf(line).id)
  const [, parts = '[]', offs = '[]'] = /CAST\((\[[^\]]*\]), 'Array\(UInt32\)'\), CAST\((\[[^\]]*\])/.exec(where) ?? []
  const places = JSON.parse(offs) as number[]
  const cuts = new Map((JSON.parse(parts) as number[]).map((part, i) => [part, places[i]!]))
  const isEvery = !where.includes(' AND ')
  return (line) => {
    const { person, into, part = -1, off = 0 } = rowOf(line)
    const isNamed = named.has(person) || (where.includes('into IN') && named.has(into))
    return isNamed && (isEvery || off <= (cuts.get(part) ?? -1))
  }
}

function idsOf(tables: Lines, list: string | undefined): (string | undefined)[] {
  return tables.get('erasing_lists')!.flatMap(({ line }) => (rowOf(line).list === list ? [rowOf(line).id] : []))
}

function rowOf(line: string): Row {
  return JSON.parse(line) as Row
}
