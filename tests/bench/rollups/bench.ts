import { segmentNumber } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { attributeDays, batchesOf, daysToAttribute, daysToRollUp, rollUpDay } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import type { World } from '../../../services/reporting/test/world.ts'
import { createWorld } from '../../../services/reporting/test/world.ts'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure } from '../parts/stats.ts'

const SEGMENTS = Array.from({ length: 20 }, (_, i) => `segment-${i}`)
const NUMBERS = SEGMENTS.map(segmentNumber)
const MONTH = 'from=2024-03-01&to=2024-03-31'
const COUNTED =
  'impressions,clicks,plays,completions,completion_rate,watch_time_ms,likes,engagement_rate,ctr,spend,cpc,cpm,conversions,purchases,cvr,value,cpa,roas,landings'
const QUESTIONS = {
  'by segment and day, all metrics but reach': `${MONTH}&group_by=segment,day&segments=${SEGMENTS.join()}&metrics=${COUNTED}`,
  'by segment, all metrics but reach': `${MONTH}&group_by=segment&segments=${SEGMENTS.join()}&metrics=${COUNTED}`,
  'by segment, reach': `${MONTH}&group_by=segment&segments=${SEGMENTS.join()}&metrics=reach`,
}

/** So many facts; ROLLUP_FACTS says otherwise. */
function factsOf(quick: boolean): number {
  return Number(process.env['ROLLUP_FACTS'] ?? (quick ? 100_000 : 1_000_000))
}

/** Reports of a month from rollups and from facts, over facts that are made in the warehouse. */
export async function benchRollups({ quick, rounds }: Effort): Promise<Section> {
  const facts = factsOf(quick)
  await using opened = await openTestWarehouse()
  await using world = await createWorld({ warehouse: opened.warehouse })
  for (const id of SEGMENTS)
    await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule: { event: { name: 'Purchase' }, within: '7d' } })
  await makeFacts(opened.warehouse, facts)
  const begun = performance.now()
  for (const day of await daysToRollUp(opened.warehouse)) await rollUpDay(opened.warehouse, day)
  const made = performance.now() - begun
  for (const batch of batchesOf(await daysToAttribute(opened.warehouse))) await attributeDays(opened.warehouse, batch)
  const attributed = performance.now() - begun - made
  const rows: string[][] = []
  for (const [what, question] of Object.entries(QUESTIONS)) {
    const [rolled, raw] = [await times(world, question, 10 * rounds), await times(world, `${question}&rollups=skip`, 3 * rounds)]
    rows.push([what, ...rolled.map(figure), ...raw.map(figure)])
  }
  return {
    title: 'Reports from rollups',
    about: `${facts.toLocaleString('en-US')} facts of 30 days in 3 of 20 segments each, 2 % of them purchases, 1 % with click ids, on chDB; the whole request.`,
    columns: ['report', 'p50 ms', 'p95 ms', 'from facts p50 ms', 'from facts p95 ms'],
    rows,
    notes: [
      `Rolling up all 30 days took ${figure(made / 1000)} s, attributing their conversions ${figure(attributed / 1000)} s. What counts persons is read from facts either way.`,
    ],
  }
}

async function makeFacts(warehouse: Warehouse, count: number): Promise<void> {
  const share = (n: number): string => `cityHash64(number, ${n}) / 18446744073709551616.`
  await warehouse.command(
    `INSERT INTO facts (event_time, received_at, source, channel, name, event_id, eid, person, segments, value, currency, campaign_id, adgroup_id, ad_id,
      cost, cost_currency, video_id, duration_ms, watched_ms, consent_measurement, click_ids, body, part, off, n, version)
    SELECT toDateTime64('2024-03-01 00:00:00.000', 3, 'UTC') + toIntervalMillisecond(intDiv(number * 2592000000, {count:UInt64})) AS t, t, 'shop', 'pixel',
      multiIf(${share(1)} < 0.7, 'AdImpression', ${share(1)} < 0.75, 'AdClick', ${share(1)} < 0.98, 'VideoView', 'Purchase') AS name, '',
      lower(hex(sipHash64(number))), lower(hex(sipHash128(cityHash64(number, 2) % intDiv({count:UInt64}, 20)))),
      arraySort(arrayDistinct(arrayMap(i -> {numbers:Array(UInt32)}[1 + cityHash64(number, 10 + i) % 20], range(3)))),
      if(name = 'Purchase', toDecimal64(10 + number % 90, 6), NULL), if(name = 'Purchase', 'EUR', ''),
      concat('c', toString(number % 4)), concat('g', toString(number % 8)), concat('a', toString(number % 16)),
      if(name = 'AdImpression', toDecimal64('0.002', 6), NULL), if(name = 'AdImpression', 'EUR', ''), concat('v', toString(number % 50)),
      if(name = 'VideoView', 15000, NULL), if(name = 'VideoView', toFloat64(cityHash64(number, 3) % 16000), NULL), 4,
      if(${share(4)} < 0.01, [concat('click', toString(cityHash64(number, 5) % intDiv({count:UInt64}, 200)))], []), '{}', 0, number, 0, 1
    FROM numbers({count:UInt64})`,
    { count, numbers: NUMBERS },
  )
}

/** @returns the median and the 95th percentile, ms; the first, which warms up, does not count. */
async function times(world: World, question: string, count: number): Promise<[p50: number, p95: number]> {
  const taken: number[] = []
  for (let i = 0; i <= count; i++) {
    const begun = performance.now()
    const answer = await world.ask('GET', `/v1/reports/segments?${question}`)
    if (answer.statusCode !== 200) throw new Error(`the report answered ${answer.statusCode}: ${answer.body}`)
    if (i > 0) taken.push(performance.now() - begun)
  }
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return [at(0.5), at(0.95)]
}
