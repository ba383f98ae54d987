// Held by services/reporting/src/analyses/funnel/route.test.ts

import type { Selector } from '@weir/contracts'
import { createBindings } from './bindings.ts'
import type { RuleSql } from './to-sql.ts'
import { selectorSql } from './values.ts'

/**
 * The test whether a row of facts is an event that the selector means, on the columns name, source
 * and body. Numbers in bodies are compared exactly where the query sets `precise_float_parsing`.
 */
export function eventTestSql(selector: Selector): RuleSql {
  const b = createBindings()
  return { sql: `(${selectorSql(selector, b).join(' AND ')})`, params: b.params }
}
