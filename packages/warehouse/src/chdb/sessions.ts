import { literal } from './literal.ts'
import { Session } from 'chdb'

/**
 * One statement with what the request said about it. The names in it have passed the check of
 * request.ts.
 */
export interface SessionStatement {
  sql: string
  database: string
  settings: ReadonlyMap<string, string>
  params: ReadonlyMap<string, string>
}

/**
 * A connection to the engine that runs one statement at a time. Database, settings and parameters
 * of one never reach the next.
 */
export interface EngineSession {
  run<T>(statement: SessionStatement, work: (session: Session) => Promise<T>): Promise<T>
  close(): void
}

/**
 * Parameters are part of a statement here, at four bytes each: a list of twenty thousand segments
 * is beyond what the engine takes as a statement by default. A SET takes effect only after it was
 * read, so the session begins with this one, and statements do not change it.
 */
const LONG_STATEMENTS = `SET max_query_size = ${64 * 2 ** 20}`

/**
 * Settings and parameters are given by SET on the session: chdb's own parameter binding is shared
 * by all sessions of the process (concurrent queries see each other's values), and streamed queries
 * take no second statement. A session on which anything failed is replaced: rows that a failed
 * query had produced turn up in the next query's answer.
 */
export function openEngineSession(dir: string): EngineSession {
  let session = new Session(dir)
  let database = 'default'
  let settings = new Map<string, string>()
  let params = new Set<string>()
  let isNew = true

  const replace = (): void => {
    session.close()
    session = new Session(dir)
    database = 'default'
    settings = new Map()
    params = new Set()
    isNew = true
  }
  return {
    async run(statement, work) {
      // A parameter cannot be unset. One left over matters only to a statement that names it
      // without giving it.
      if ([...params].some((name) => !statement.params.has(name) && statement.sql.includes(`{${name}:`))) replace()
      const set = assignments(statement, settings)
      try {
        if (isNew) await session.queryAsync(LONG_STATEMENTS)
        isNew = false
        if (statement.database !== database) await session.queryAsync(`USE \`${statement.database}\``)
        database = statement.database
        if (set.length > 0) await session.queryAsync(`SET ${set.join(', ')}`)
        settings = new Map(statement.settings)
        for (const name of statement.params.keys()) params.add(name)
        return await work(session)
      } catch (error) {
        replace()
        throw error
      }
    },
    close: () => session.close(),
  }
}

function assignments({ settings, params }: SessionStatement, before: ReadonlyMap<string, string>): string[] {
  const isOwn = (name: string): boolean => name !== 'max_query_size'
  return [
    ...[...before.keys()].filter((name) => isOwn(name) && !settings.has(name)).map((name) => `${name} = DEFAULT`),
    ...[...settings]
      .filter(([name, value]) => isOwn(name) && before.get(name) !== value)
      .map(([name, value]) => `${name} = ${literal(value)}`),
    ...[...params].map(([name, value]) => `param_${name} = ${literal(value)}`),
  ]
}
