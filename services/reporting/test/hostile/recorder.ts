import type { Params, Warehouse } from '@weir/warehouse'

/** A statement as it left for the engine. */
export interface Statement {
  text: string
  params: Params
}

/** The warehouse, and what was asked of it. */
export interface Recorder {
  warehouse: Warehouse
  /** What was asked since the last call. */
  take(): Statement[]
  /** How many statements the engine itself has answered. */
  readonly answered: number
}

/** Of so many statements whose text was asked before, the engine is asked one. */
const AGAIN_OF = 50

/**
 * Notes all statements on their way to a warehouse. The engine itself answers each text when it
 * first comes, and later some of them, whose answer is only waited for: a text has one answer, so
 * that what is asked next depends on the question alone, and twenty thousand requests would take
 * the engine hours.
 *
 * @param againOf of so many statements whose text is known the engine is asked one.
 */
export function recorderOf(inner: Warehouse, againOf = AGAIN_OF): Recorder {
  const known = new Map<string, unknown[]>()
  let seen: Statement[] = []
  let answered = 0
  let repeated = 0

  const rowsOf = async (text: string, params: Params, ask: () => Promise<unknown[]>): Promise<unknown[]> => {
    seen.push({ text, params })
    const before = known.get(text)
    if (before && repeated++ % againOf > 0) return before
    const rows = await ask()
    answered++
    if (before) return before
    known.set(text, rows)
    return rows
  }
  const all = async (pieces: AsyncIterable<unknown[]>): Promise<unknown[]> => {
    const rows: unknown[] = []
    for await (const piece of pieces) rows.push(...piece)
    return rows
  }

  const warehouse: Warehouse = {
    query: async <T>(text: string, params: Params, limits: Parameters<Warehouse['query']>[2]) =>
      (await rowsOf(text, params, () => inner.query(text, params, limits))) as T[],
    async *stream<T>(text: string, params: Params, limits: Parameters<Warehouse['stream']>[2]) {
      yield (await rowsOf(text, params, () => all(inner.stream(text, params, limits)))) as T[]
    },
    command: async (text, params = {}) => {
      seen.push({ text, params })
      await inner.command(text, params)
    },
    insertLines: (table, lines, options) => inner.insertLines(table, lines, options),
    stopInsert: (id) => inner.stopInsert(id),
    stopInserts: (prefix) => inner.stopInserts(prefix),
    ping: () => inner.ping(),
    close: () => inner.close(),
  }
  return {
    warehouse,
    take: () => {
      const taken = seen
      seen = []
      return taken
    },
    get answered() {
      return answered
    },
  }
}
