import type { Sql } from './sql.ts'
import { bind, instant, join, sql } from './sql.ts'

/** Which facts a query may see. */
export interface FactScope {
  /** Unix ms, inclusive. */
  from: number
  /** Unix ms, exclusive. */
  to: number
  /** Sources to which the key is limited. */
  sources: readonly string[] | undefined
  /** Totals of sources also count hits without a person. */
  anonymous: boolean
  /** Events of machines; without it none. */
  bots?: BotsShown
}

/** Whether a question is about people alone, about machines too, or about machines alone. */
export const BOTS_SHOWN = ['exclude', 'include', 'only'] as const
export type BotsShown = (typeof BOTS_SHOWN)[number]

/** What a query of this scope reads. */
export function factsOf({ bots = 'exclude' }: FactScope): Sql {
  return bots === 'exclude' ? sql`facts_final` : sql`facts_with_bots`
}

/**
 * The consent gate of queries: facts of persons who granted measurement at event time (codes 2, 4
 * and 6, see consentCode).
 */
export const MEASURABLE = sql`(person != '' AND consent_measurement IN (2, 4, 6))`

/** The condition that every report puts on `facts`. */
export function visibleFacts(scope: FactScope): Sql {
  return join(
    [
      sql`event_time >= ${instant(scope.from)}`,
      sql`event_time < ${instant(scope.to)}`,
      scope.anonymous ? sql`(person = '' OR ${MEASURABLE})` : MEASURABLE,
      ...(scope.bots === 'only' ? [sql`bot != ''`] : []),
      ...(scope.sources === undefined ? [] : [sql`source IN ${bind('Array(String)', scope.sources)}`]),
    ],
    ' AND ',
  )
}
