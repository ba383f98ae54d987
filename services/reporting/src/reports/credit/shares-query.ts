// Held by credit.test.ts
import { keysOf } from '@weir/contracts'
import { AD_COLUMNS } from '@weir/warehouse'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'
import type { AdChannel, Credit } from './models.ts'

/**
 * A conversion in units: credit is whole numbers of billionths of a thousandth, so that sums are
 * exact in whatever order they are added up.
 */
const WHOLE = sql`toUInt64(1000000000000)`

/** Where an ad's columns stand in the tuples of `counted` (see journeys-query.ts). */
const PLACES = [sql`3`, sql`4`, sql`5`, sql`6`, sql`7`] as const

/**
 * Adds `shares` to rows with `counted`: of each touch the units that it has of its conversion.
 * Shares are rounded down, and the last touch has what that leaves: together they are the whole.
 */
export function sharedSql(journeys: Sql, credit: Credit): Sql {
  const { marks, total } = marksOf(credit)
  const marked = sql`SELECT *, toUInt64(length(counted)) AS touches, ${marks} AS marks FROM (${journeys})`
  const totalled = sql`SELECT *, ${total} AS total FROM (${marked})`
  const floors = sql`SELECT *, ${floorsOf(credit)} AS floors FROM (${totalled})`
  const rest = sql`SELECT *, ${WHOLE} - arraySum(floors) AS rest FROM (${floors})`
  return sql`SELECT * EXCEPT (touches, marks, total, floors, rest), arrayMap((s, i) -> s + if(i = touches, rest, 0), floors, arrayEnumerate(floors)) AS shares FROM (${rest})`
}

/** A row per touch that has a part of a conversion, with the columns of a report's conversions. */
export function creditedSql(journeys: Sql, credit: Credit): Sql {
  const rows = sql`SELECT *, touch, toDecimal128(share, 12) / 1000000000000 AS credit
    FROM (${sharedSql(journeys, credit)}) ARRAY JOIN counted AS touch, shares AS share WHERE share > 0`
  const ad = join(
    Object.values(AD_COLUMNS).map((column, i) => sql`touch.${PLACES[i]!} AS ${column}`),
    ', ',
  )
  return sql`SELECT name, event_time, eid, person, source, segments, experiment_id, arm, country, device, toDecimal128(value, 6) * credit AS value, currency, ${ad}, credit
    FROM (${rows})`
}

/** What a model looks at of each touch: its weight or its channel; and what all of it comes to. */
function marksOf(credit: Credit): { marks: Sql; total: Sql } {
  switch (credit.model) {
    case 'time_decay':
      // Relative to the newest touch, which leaves the ratios as they are: never all of them 0.
      return {
        marks: sql`arrayMap(x -> exp2((x.1 - counted[-1].1) / ${bind('Int64', credit.halfLifeMs)}), counted)`,
        total: sql`arraySum(marks)`,
      }
    case 'shapley':
      return { marks: sql`arrayMap(x -> x.${placeOf(credit.channel)}, counted)`, total: sql`length(arrayDistinct(marks))` }
    case 'last_touch':
    case 'first_touch':
    case 'linear':
    case 'position_based':
      return { marks: sql`1`, total: sql`1` }
  }
}

function placeOf(channel: AdChannel): Sql {
  return PLACES[keysOf(AD_COLUMNS).indexOf(channel)]!
}

/** What each touch gets, rounded down. `i` is its place, from 1. */
function floorsOf(credit: Credit): Sql {
  const perPlace = (share: Sql): Sql => sql`arrayMap(i -> toUInt64(${share}), arrayEnumerate(counted))`
  switch (credit.model) {
    case 'last_touch':
      return perPlace(sql`if(i = touches, ${WHOLE}, 0)`)
    case 'first_touch':
      return perPlace(sql`if(i = 1, ${WHOLE}, 0)`)
    case 'linear':
      return perPlace(sql`intDiv(${WHOLE}, touches)`)
    case 'time_decay':
      return sql`arrayMap(w -> toUInt64(floor(${WHOLE} * w / total)), marks)`
    case 'position_based':
      return perPlace(positionShare(credit))
    case 'shapley':
      return sql`arrayMap(c -> intDiv(${WHOLE}, toUInt64(total * countEqual(marks, c))), marks)`
  }
}

/** Between two touches nothing is left for those between: the two share in proportion. */
function positionShare({ first, middle, last }: Extract<Credit, { model: 'position_based' }>): Sql {
  const of = (part: number, whole: number): Sql => sql`intDiv(${WHOLE} * ${bind('UInt64', part)}, ${bind('UInt64', whole)})`
  const ofTwo = (part: number): Sql => (first + last === 0 ? of(1, 2) : of(part, first + last))
  return sql`multiIf(touches = 1, ${WHOLE}, touches = 2, if(i = 1, ${ofTwo(first)}, ${ofTwo(last)}), i = 1, ${of(first, 100)}, i = touches, ${of(last, 100)},
    intDiv(${of(middle, 100)}, greatest(touches, 3) - 2))`
}
