import type { Selector } from '@weir/contracts'
import { eventTestSql } from '@weir/segmentation'
import type { Sql } from './sql.ts'
import { withParameters } from './sql.ts'

/**
 * Whether a row is an event that the selector means, as rules understand it; on the columns name,
 * source and body. The query has to end with {@link EXACT_NUMBERS}.
 */
export function eventTest(selector: Selector): Sql {
  const { sql: text, params } = eventTestSql(selector)
  return withParameters(text, params)
}
