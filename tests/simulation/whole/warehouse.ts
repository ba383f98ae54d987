import type { InsertOptions, Warehouse } from '@weir/warehouse'
import { WarehouseError } from '@weir/warehouse'
import { answerOf, commandOn } from './erasing-sql.ts'
import type { Life, Mishap, Network } from './network.ts'

/** One row as it was inserted. */
export interface Inserted {
  line: string
  /** (part, off, n), or the id of a refused one: the identity by which it is looked up. */
  identity: string
  /**
   * Inserted by somebody who had lost the partition: the engine's own replacing is there for those.
   */
  isStray: boolean
}

/**
 * A simulated ClickHouse: tables that keep everything that was inserted. It answers the
 * questions of loaders and of erasures, and no others.
 */
export interface SimulatedWarehouse {
  readonly tables: ReadonlyMap<string, Inserted[]>
  of(life: Life): Warehouse
}

const outage = (outcomeUnknown: boolean) => (why: string) =>
  new WarehouseError(why, { code: 'SIMULATED', fault: 'outage', outcomeUnknown })
const tooLarge = (why: string): Error => new WarehouseError(why, { code: 'SIMULATED', fault: 'limit', outcomeUnknown: true })
const QUERY: readonly Mishap[] = [{ fault: 'query failed', done: 0, error: outage(false) }]
const STOP: readonly Mishap[] = [{ fault: 'stop failed', done: 0, error: outage(false) }]

/**
 * @param isOwner whether the partition of a table belongs to this process now, as the state says.
 */
export function createSimulatedWarehouse(
  network: Network,
  isOwner: (life: Life, table: string, partition: number) => boolean,
): SimulatedWarehouse {
  const tables = new Map<string, Inserted[]>([
    ['facts', []],
    ['memberships', []],
    ['person_aliases', []],
    ['identifier_changes', []],
    ['erased_members', []],
    ['consent_log', []],
    ['rejected', []],
    ['erasing_lists', []],
  ])
  /** Inserts that have come to the server and are not over. */
  const running = new Set<string>()
  const stopped = new Set<string>()

  const store = (life: Life, table: string, lines: readonly Uint8Array[], queryId: string): void => {
    running.delete(queryId)
    if (stopped.has(queryId)) throw outage(true)('the insert was stopped')
    const isStray = !isOwner(life, table, Number(queryId.split('/')[2]))
    const rows = lines.map((bytes): Inserted => {
      const line = Buffer.from(bytes).toString()
      return { line, identity: identityOf(line), isStray }
    })
    tables.get(table)!.push(...rows)
  }
  const insertMishaps = (life: Life, table: string, lines: readonly Uint8Array[], queryId: string): Mishap[] => {
    const part = (): void => store(life, table, lines.slice(0, network.random.int(lines.length)), queryId)
    return [
      { fault: 'insert refused', done: 0, error: outage(false) },
      { fault: 'insert unknown', done: 1, error: outage(true) },
      { fault: 'insert late', done: 'late', error: outage(true) },
      ...(lines.length > 1
        ? [
            { fault: 'insert in part', done: 1, error: outage(true), instead: part } as const,
            { fault: 'insert too large', done: 0, error: tooLarge } as const,
          ]
        : []),
    ]
  }
  const find = (sql: string, params: Readonly<Record<string, unknown>>): unknown[] => {
    const answer = answerOf(tables, sql, params)
    if (answer) return answer
    const [, columns, table] = /^SELECT (off, n|id) FROM (\w+) WHERE /.exec(sql) ?? []
    const rows = tables.get(table ?? '')
    if (!rows) throw new Error(`the simulated warehouse does not know this question: ${sql}`)
    if (columns === 'id') {
      const { ids } = params
      return rows.flatMap(({ identity }) => (Array.isArray(ids) && ids.includes(identity) ? [{ id: identity }] : []))
    }
    return rows.flatMap(({ identity }) => {
      const [part = -1, off = -1, n = -1] = identity.split('/').map(Number)
      const isAsked = part === params['part'] && off >= Number(params['from']) && off <= Number(params['to'])
      return isAsked ? [{ off, n }] : []
    })
  }

  return {
    tables,
    of(life) {
      const query = <T>(sql: string, params: Readonly<Record<string, unknown>>): Promise<T[]> =>
        network.call(life, 'query', 'query', () => find(sql, params) as T[], QUERY)
      return {
        query,
        async *stream<T>(sql: string, params: Readonly<Record<string, unknown>>) {
          yield await query<T>(sql, params)
        },
        command: (sql) => network.call(life, 'query', 'command', () => commandOn(tables, sql), QUERY),
        insertLines(table, lines, { queryId = '' }: InsertOptions = {}) {
          running.add(queryId)
          const label = `insert ${table} x${lines.length}`
          const mishaps = insertMishaps(life, table, lines, queryId)
          return network.call(life, 'insert', label, () => store(life, table, lines, queryId), mishaps)
        },
        stopInsert: (queryId) => network.call(life, 'stop', 'stop insert', () => void stopped.add(queryId), STOP),
        stopInserts: (prefix) =>
          network.call(
            life,
            'stop',
            'stop inserts',
            () => {
              for (const id of running) if (id.startsWith(prefix)) stopped.add(id)
            },
            STOP,
          ),
        ping: async () => undefined,
        close: async () => undefined,
      }
    },
  }
}

function identityOf(line: string): string {
  const row = JSON.parse(line) as { id?: string; part?: number; off?: number; n?: number }
  return row.id ?? `${row.part}/${row.off}/${row.n}`
}
