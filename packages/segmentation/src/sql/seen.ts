// Held by services/reporting/src/routes/rule-warnings.test.ts

import type { Selector } from '@weir/contracts'
import { createBindings } from './bindings.ts'
import { scalarsSql, selectorSql } from './values.ts'
import type { RuleSql } from './to-sql.ts'

/**
 * Whether any event of these names and this source was ever there, with a value at a path if one is
 * given: a query with one row, or none. What else the selector tests is left aside.
 */
export function seenSql(selector: Omit<Selector, 'where'> | undefined, path?: string): RuleSql {
  const b = createBindings()
  const tests = selector ? selectorSql(selector, b) : ['1']
  if (path !== undefined) tests.push(`notEmpty(${scalarsSql('body', path.split('.'), b)})`)
  return { sql: `SELECT 1 AS seen FROM facts WHERE ${tests.join(' AND ')} LIMIT 1`, params: b.params }
}
