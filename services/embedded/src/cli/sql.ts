import { csv } from '@weir/reporting'
import { readConfig } from '../config.ts'
import { print, printError } from '../print.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { withStoppedWarehouse } from './stopped-warehouse.ts'
import { table, whole } from './table.ts'
import { UsageError } from './usage-error.ts'

const FORMATS = ['table', 'csv', 'ndjson']
const LIMITS = { maxSeconds: 60, maxRows: 100_000, maxMemoryBytes: 2 ** 30, readOnly: true } as const

type Row = Record<string, unknown>

export const sqlCommand: CliCommand = {
  usage: 'sql QUERY',
  help: 'ask the warehouse of a one-process deployment in SQL; nothing can be changed',
  options: [
    ['--data DIR', 'its data folder (WEIR_DATA, ./data)'],
    ['--format F', `${FORMATS.join(', ')} (table)`],
  ],
  details: `Weir must have stopped: one process at a time has the folder. Read the views analytics_facts, analytics_memberships, analytics_delivery,
analytics_rejected and analytics_segments (docs/how-to/analyse.md): their columns stay as they are, and people have pseudonyms there.
A query may take ${LIMITS.maxSeconds} s and 1 GiB, and answer ${whole(LIMITS.maxRows)} rows.`,
  parse: { data: { type: 'string' }, format: { type: 'string', default: 'table' } },
  async run(args) {
    const [sql, ...rest] = args.positionals
    const format = textFlag(args, 'format') ?? 'table'
    if (sql === undefined || rest.length > 0) throw new UsageError('give one query, in quotes')
    if (!FORMATS.includes(format)) throw new UsageError(`--format takes one of ${FORMATS.join(', ')}`)
    const config = readConfig()
    const folder = userPath(textFlag(args, 'data') ?? config.dataDir)
    const rows = await withStoppedWarehouse(folder, (warehouse) => warehouse.query<Row>(sql, {}, LIMITS))
    if (rows.length > 0) print(shown(rows, format))
    printError(`${whole(rows.length)} rows`)
    return 0
  },
}

/** The text of an answer, without a line end after its last line. */
export function shown(rows: readonly Row[], format: string): string {
  if (format === 'ndjson') return rows.map((row) => JSON.stringify(row)).join('\n')
  const heads = Object.keys(rows[0] ?? {})
  if (format === 'csv') return csv([heads, ...rows.map((row) => heads.map((head) => cellOf(row[head])))]).slice(0, -1)
  return table(
    heads.map((head) => ({ head, right: typeof rows[0]?.[head] === 'number' })),
    rows.map((row) => heads.map((head) => textOf(row[head]))),
  )
}

/** A number stays one: it is no formula, whatever its sign. */
function cellOf(value: unknown): string | number | null {
  return typeof value === 'number' ? value : textOf(value)
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
