import type { Dimension } from '../../reports/dimensions.ts'
import { dimensionSql } from '../../reports/dimensions.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, sql } from '../../shared/sql/sql.ts'
import { offsetsIn } from '../../shared/time/offsets.ts'
import type { Range } from '../../shared/time/range.ts'

/**
 * The groups to which a fact belongs, as an array of texts: several segments, one value of any
 * other dimension, and one empty text without a dimension.
 */
export function keysSql(dimension: Dimension | undefined, segments: readonly number[], range: Range): Sql {
  if (dimension === undefined) return sql`['']`
  if (dimension === 'segment')
    return sql`arrayMap(s -> toString(s), arrayIntersect(segments, ${bind('Array(UInt32)', segments)}))`
  return sql`[toString(${dimensionSql(dimension, segments, offsetsIn(range))})]`
}
