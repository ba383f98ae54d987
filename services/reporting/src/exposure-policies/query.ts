import { durationMs } from '@weir/contracts'
import type { ExposurePolicy } from '@weir/contracts'
import { membershipSql } from '@weir/segmentation'
import type { Question } from '@weir/segmentation'
import { z } from 'zod'
import { exposuresWithConversions } from '../analyses/exposure/query.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, join, sql, withParameters } from '../shared/sql/sql.ts'
import { exposureQuery } from './cap.ts'

/** Exposures are not put together by their number here. */
const UNUSED_MAX_N = 2

/** What a simulation asks of the warehouse. */
export interface SimulationQuery {
  policy: Pick<ExposurePolicy, 'campaigns' | 'cap' | 'cool_down' | 'higher' | 'in_force'>
  /** Unix ms, from inclusive, to exclusive. */
  from: number
  to: number
  /** Segments as rules refer to them. */
  others: readonly Question['segment'][]
}

const count = z.coerce.number()
const Spend = z.record(z.string(), count)
const Simulated = z.object({
  persons: count,
  personsOver: count,
  impressions: count,
  impressionsSpared: count,
  spend: Spend,
  spendSpared: Spend,
  conversions: count,
  conversionsAtStake: count,
  convertersAtStake: count,
})
/** What a policy would have done. */
export type Simulated = z.infer<typeof Simulated>

/** Of members of segments with a cap of their own, the greatest of theirs. */
function ownCaps({ policy: { higher }, to, others }: SimulationQuery): Sql {
  const each = higher.flatMap(({ segment: id, impressions }) => {
    const segment = others.find((other) => other.id === id)
    if (!segment) return []
    const members = membershipSql([{ segment, at: to }], to, others)
    return [
      sql`SELECT person, ${bind('Int64', impressions)} AS raised FROM (${withParameters(members.sql, members.params)}) WHERE m0`,
    ]
  })
  const none = sql`SELECT '' AS person, toInt64(0) AS raised`
  return sql`SELECT person, max(raised) AS raised FROM (${join([none, ...each], ' UNION ALL ')}) GROUP BY person`
}

/**
 * Goes through each person's impressions in order. One is spared while as many as the cap of those
 * that were shown before it are in the window, and while the cool-down lasts; only what is shown
 * counts for the next.
 */
export function simulationSql(query: SimulationQuery): Sql {
  const { policy, from, to } = query
  const [windowMs, coolMs] = [durationMs(policy.cap.within), durationMs(policy.cool_down)]
  const { campaigns } = policy
  const before = exposureQuery({ ...(campaigns && { campaigns }), from: from - windowMs - coolMs, to }, UNUSED_MAX_N)
  const window = bind('Int64', windowMs)
  const own = sql`SELECT r.person AS person, r.shown_at AS t, r.n AS place, greatest(${bind('Int64', policy.in_force.impressions)}, c.raised) AS own_cap,
      r.own_spend AS spend, r.own_conversions AS conversions
    FROM (${exposuresWithConversions(before)}) AS r LEFT JOIN (${ownCaps(query)}) AS c ON r.person = c.person`
  const shows = sql`SELECT person, arraySort(x -> (x.1, x.2), groupArray((t, place, own_cap, spend, conversions))) AS shows
    FROM (${own}) GROUP BY person`
  // The accumulator: instants of what was shown, until when it cools down, and who was spared.
  const isFull = sql`length(acc.1) >= x.2 AND acc.1[length(acc.1) - x.2 + 1] > x.1 - ${window}`
  const isReached = sql`length(acc.1) + 1 >= x.2 AND (x.2 = 1 OR acc.1[length(acc.1) - x.2 + 2] > x.1 - ${window})`
  const shown = sql`(arrayPushBack(acc.1, x.1), if(${isReached}, x.1 + ${bind('Int64', coolMs)}, acc.2), arrayPushBack(acc.3, toUInt8(0)))`
  const spared = sql`(acc.1, acc.2, arrayPushBack(acc.3, toUInt8(1)))`
  const initial = sql`(CAST([], 'Array(Int64)'), toInt64(-9000000000000000), CAST([], 'Array(UInt8)'))`
  const told = sql`arrayFold((acc, x) -> if(x.1 >= acc.2 AND NOT (${isFull}), ${shown}, ${spared}), arrayMap(s -> (s.1, s.3), shows), ${initial}).3`
  return sql`SELECT uniqExact(person) AS persons, uniqExactIf(person, spared) AS personsOver, count() AS impressions, countIf(spared) AS impressionsSpared,
      sumMap(show.4) AS spend, sumMapIf(show.4, spared) AS spendSpared, sum(show.5) AS conversions,
      sumIf(show.5, spared) AS conversionsAtStake, uniqExactIf(person, spared AND show.5 > 0) AS convertersAtStake
    FROM (SELECT person, show, flag = 1 AS spared FROM (SELECT person, shows, ${told} AS flags FROM (${shows}))
      ARRAY JOIN shows AS show, flags AS flag)
    WHERE show.1 >= ${bind('Int64', from)}`
}

export async function querySimulation(warehouse: ReportReader, query: SimulationQuery): Promise<Simulated> {
  const [row] = await warehouse.rows(simulationSql(query).render(), Simulated)
  if (!row) throw new Error('an aggregate has one row')
  return row
}

/** What an effect asks of the warehouse. `share`: of people in the holdout. */
export interface EffectQuery {
  policy: Pick<ExposurePolicy, 'campaigns'>
  from: number
  to: number
  share: number
}

const EffectRow = z.object({
  held: z.coerce.boolean(),
  people: count,
  impressions: count,
  impressionsSquared: count,
  conversions: count,
  converters: count,
  spend: Spend,
})
/** People who were shown an ad, of the holdout or not. */
export type EffectGroup = z.infer<typeof EffectRow>

/** See drawOf of @weir/experiments: the first 52 bits of SHA-256. */
export function effectSql({ policy: { campaigns }, from, to, share }: EffectQuery): Sql {
  const shown = exposuresWithConversions(exposureQuery({ ...(campaigns && { campaigns }), from, to }, UNUSED_MAX_N))
  const drawn = sql`bitShiftRight(reinterpretAsUInt64(reverse(substring(SHA256(concat('holdout:', person)), 1, 8))), 12) / 4503599627370496`
  const people = sql`SELECT person, count() AS shown, sum(own_conversions) AS bought, sumMap(own_spend) AS paid FROM (${shown}) GROUP BY person`
  return sql`SELECT ${drawn} < ${bind('Float64', share)} AS held, count() AS people, sum(shown) AS impressions, sum(shown * shown) AS impressionsSquared,
      sum(bought) AS conversions, countIf(bought > 0) AS converters, sumMap(paid) AS spend
    FROM (${people}) GROUP BY held ORDER BY held`
}

export function queryEffect(warehouse: ReportReader, query: EffectQuery): Promise<EffectGroup[]> {
  return warehouse.rows(effectSql(query).render(), EffectRow)
}
