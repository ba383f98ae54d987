// Held by ../route.test.ts
import { ruleKey } from '@weir/contracts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { isoOrNull } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { queryFinality } from './query.ts'

/** What the answer says of how final it is, and since when its segments report. */
export async function finalityOf({ config }: ReportingDeps, warehouse: ReportReader, segments: ReadonlyMap<number, string>) {
  const asked = [...segments.values()].flatMap((id) => config.segment(id) ?? [])
  const rules = asked.map((segment) => ({ number: segment.number, rule: ruleKey(segment, (id) => config.segment(id)) }))
  const { until, all, from } = await queryFinality(warehouse, rules)
  return {
    final: all,
    final_until: isoOrNull(until),
    ...(segments.size > 0 && {
      reports_from: Object.fromEntries([...segments].map(([number, id]) => [id, isoOrNull(from.get(number))])),
    }),
  }
}
