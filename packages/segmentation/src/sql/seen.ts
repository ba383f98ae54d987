// Held by services/reporting/src/segments/warnings/rule-warnings.test.ts

import type { Selector } from '@weir/contracts'
import { createBindings } from './bindings.ts'
import { scalarsSql, selectorSql } from './values.ts'
import type { RuleSql } from './to-sql.ts'

/**
 * Builds a query that returns one row if there was ever an event of these names and this source
 * (with a value at the path, if one is given) that no machine sent, else none. It ignores the other
 * tests of the selector.
 */
export function seenSql(selector: Omit<Selector, 'where'> | undefined, path?: string): RuleSql {
  const b = createBindings()
  const tests = ["bot = ''", ...(selector ? selectorSql(selector, b) : [])]
  if (path !== undefined) tests.push(`notEmpty(${scalarsSql('body', path.split('.'), b)})`)
  return { sql: `SELECT 1 AS seen FROM facts WHERE ${tests.join(' AND ')} LIMIT 1`, params: b.params }
}
