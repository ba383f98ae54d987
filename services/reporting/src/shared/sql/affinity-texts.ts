import { affinityTextsSql } from '@weir/segmentation'
import type { Sql } from './sql.ts'
import { withParameters } from './sql.ts'

/** The values of an event that an affinity looks at, each once: an array of texts. */
export function affinityTexts(by: string): Sql {
  const { sql: text, params } = affinityTextsSql(by)
  return withParameters(text, params)
}
