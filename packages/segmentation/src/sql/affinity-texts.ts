// Held by services/reporting/src/analyses/interests/route.test.ts

import { affinityPath } from '../conditions/event.ts'
import { createBindings } from './bindings.ts'
import { textSql } from './numbers.ts'
import type { RuleSql } from './to-sql.ts'
import { scalarsSql } from './values.ts'

/**
 * The values that an affinity looks at, each once, as an array of texts; on the column body. See
 * affinityPath for `by`.
 */
export function affinityTextsSql(by: string): RuleSql {
  const b = createBindings()
  return { sql: `arrayDistinct(arrayMap(s -> ${textSql('s')}, ${scalarsSql('body', affinityPath(by), b)}))`, params: b.params }
}
