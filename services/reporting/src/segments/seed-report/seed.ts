// Held by route.test.ts
import type { StoredSegment } from '@weir/contracts'
import { tellsOfNobody } from '../../analyses/interests/answer.ts'
import { NO_SHARE, shareOf } from '../../analyses/shared/share.ts'
import type { ShareAnswer } from '../../analyses/shared/share.ts'
import { ratio } from '../../reports/metrics.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { MATCH_TYPES, fileColumn } from '../../shared/id-types.ts'
import { iso } from '../../shared/iso.ts'
import { currencyName } from '../../shared/money/rows.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { guarded } from '../history/guard.ts'
import type { ShownHistoryRow } from '../history/guard.ts'
import { querySegmentHistory } from '../history/query.ts'
import { createListed } from '../members/listed.ts'
import type { CountMatchable } from '../members/matchable.ts'
import { segmentSize } from '../members/members.ts'
import { isSmallGroup, mustTellEnough } from '../members/min-size.ts'
import { sampleMembers } from '../members/sample.ts'
import type { Matchable } from '../members/tally.ts'
import { countOverlap } from '../overlap/overlap.ts'
import { isPairHidden } from '../overlap/route.ts'
import { toUnresolved } from '../shared/unresolved.ts'
import { untilWhole } from '../shared/versions.ts'
import { PLATFORM_FLOORS, adviceOn } from './advice.ts'
import { diversityOf, quantilesOf, seedValueOf } from './figures.ts'
import { querySeedPeople } from './query.ts'
import type { SeedPerson } from './query.ts'
import type { SeedAnswer } from './schema.ts'

const DAY_MS = 86_400_000
/** Of how many members the events are looked at. */
const LOOKED_AT_MAX = 5_000

export interface SeedParts {
  deps: ReportingDeps
  warehouse: ReportReader
  matchable: CountMatchable
}

/** What is asked of each seed. */
export interface SeedAsked {
  /** Log time, Unix ms. */
  now: number
  conversion: string
  currency: string | undefined
  lookbackDays: number
  sinceDays: number
  /** Whether the members of the past are known for good; until then nobody is advised by them. */
  isFinal: boolean
  excluded: readonly StoredSegment[]
}

/**
 * What a segment is like as the source of a lookalike.
 * @throws WeirError conflict when it, or one that is excluded, has fewer members than its min_size.
 */
export async function reportOnSeed(parts: SeedParts, segment: StoredSegment, asked: SeedAsked): Promise<SeedAnswer> {
  const { deps, warehouse, matchable } = parts
  const { now, conversion } = asked
  const size = await segmentSize(deps.fold, segment.number)
  await mustTellEnough({ fold: deps.fold, matchable }, segment, now, size)
  const matched = await matchable(segment, now)
  const drawn = await untilWhole(() => drawPeople(deps, segment, now))
  const query = { from: now - asked.lookbackDays * DAY_MS, to: now + 1, conversion }
  const people = await querySeedPeople(warehouse, query, drawn)
  const told = peopleFigures(segment, drawn.length, people, asked)
  const overlap = await overlapsOf(parts, segment, asked)
  const change = await changeOf(warehouse, segment, asked)
  const unresolved = toUnresolved(deps.config, segment)
  const { entered, left } = change
  const moved = !asked.isFinal || entered === null || left === null ? null : ratio(entered + left, size)
  const best = Math.max(...MATCH_TYPES.map((type) => (fileColumn(type) === undefined ? 0 : matched.counts[type])))
  const { diversity, value } = told
  const advice = adviceOn({
    size,
    matchable: best,
    medianAgeDays: told.recency_days?.p50 ?? null,
    converted: told.converted.value,
    topValue: value?.top_tenth_share ?? null,
    largestSource: diversity.source?.largest_share ?? null,
    largestCategory: diversity.category?.largest_share ?? null,
    largestCountry: diversity.country?.largest_share ?? null,
    changed: moved,
    excluded: new Map(overlap.map((one) => [one.segment, one.share])),
    waits: unresolved.unresolved !== undefined,
  })
  return {
    segment: segment.id,
    size,
    withheld: matched.withheld,
    ...floorsOf(matched),
    ...told,
    overlap,
    change,
    advice,
    ...unresolved,
  }
}

/** Ids of members who may be handed out, by their consent and the opt-outs of this moment. */
async function drawPeople(deps: ReportingDeps, segment: StoredSegment, now: number): Promise<string[]> {
  const listed = createListed()
  const ids: string[] = []
  for await (const { members } of sampleMembers(deps, segment, now, LOOKED_AT_MAX))
    ids.push(...listed.take(members).map(({ person }) => person.id))
  return ids
}

function floorsOf({ counts, errorMargin }: Matchable): Pick<SeedAnswer, 'matchable' | 'matchable_error_margin'> {
  const matchable = MATCH_TYPES.map((type) => {
    const members = counts[type]
    const taken = fileColumn(type) !== undefined
    const reaches = (floor: number): boolean => taken && members >= floor
    return { type, members, taken, can_create: reaches(PLATFORM_FLOORS.create), can_target: reaches(PLATFORM_FLOORS.target) }
  })
  return { matchable, matchable_error_margin: errorMargin }
}

type PeopleFigures = Pick<SeedAnswer, 'looked_at' | 'measured' | 'recency_days' | 'converted' | 'value' | 'diversity'>

/** Figures of groups below min_size, and of which the others are, are null. */
function peopleFigures(
  segment: StoredSegment,
  lookedAt: number,
  people: readonly SeedPerson[],
  { now, currency }: SeedAsked,
): PeopleFigures {
  const isHidden = (part: number, whole: number): boolean => isSmallGroup(segment, part) || isSmallGroup(segment, whole - part)
  const hidesMeasured = isHidden(people.length, lookedAt)
  const converted = people.filter(({ conversions }) => conversions > 0).length
  const ages = people.map(({ lastAt }) => (now - lastAt) / DAY_MS)
  const value = seedValueOf(people, currency)
  const kindsOf = (kinds: readonly string[], isShown: (kind: string) => boolean): SeedAnswer['diversity']['source'] => {
    const found = diversityOf(kinds)
    if (!found || isHidden(found.people, lookedAt) || isHidden(found.largestPeople, found.people)) return null
    const { people: known, largest, largestPeople, effective } = found
    return {
      people: known,
      kinds: found.kinds,
      largest: isShown(largest) ? largest : null,
      largest_share: largestPeople / known,
      effective,
    }
  }
  const share: ShareAnswer = isHidden(converted, lookedAt) ? NO_SHARE : shareOf(converted, lookedAt, '95')
  return {
    looked_at: lookedAt,
    measured: hidesMeasured ? null : people.length,
    recency_days: ages.length === 0 || hidesMeasured ? null : quantilesOf(ages),
    converted: share,
    value:
      !value || isHidden(value.people, lookedAt)
        ? null
        : {
            currency: currencyName(value.currency),
            people: value.people,
            mean: value.total / value.people,
            ...value.quantiles,
            top_tenth_share: value.topShare,
          },
    diversity: {
      source: kindsOf(
        people.map(({ source }) => source),
        () => true,
      ),
      category: kindsOf(
        people.map(({ category }) => category),
        tellsOfNobody,
      ),
      country: kindsOf(
        people.map(({ country }) => country),
        () => true,
      ),
    },
  }
}

async function overlapsOf(
  { deps: { fold }, matchable }: SeedParts,
  segment: StoredSegment,
  { excluded, now }: SeedAsked,
): Promise<SeedAnswer['overlap']> {
  if (excluded.length === 0) return []
  const { sizes, both } = await countOverlap(
    fold,
    [segment, ...excluded].map(({ number }) => number),
  )
  const found: SeedAnswer['overlap'] = []
  for (const [i, other] of excluded.entries()) {
    await mustTellEnough({ fold, matchable }, other, now, sizes[i + 1]!)
    const shared = both[0]![i + 1]!
    const isHidden = isPairHidden([segment, other], shared, [sizes[0]!, sizes[i + 1]!])
    found.push({ segment: other.id, both: isHidden ? null : shared, share: isHidden ? null : ratio(shared, sizes[0]!) })
  }
  return found
}

async function changeOf(
  warehouse: ReportReader,
  segment: StoredSegment,
  { now, sinceDays }: SeedAsked,
): Promise<SeedAnswer['change']> {
  const from = now - sinceDays * DAY_MS
  const rows = await querySegmentHistory(warehouse, segment, { from, to: now + 1, zone: 'UTC' }, [from])
  const [row]: (ShownHistoryRow | undefined)[] = guarded(segment, rows)
  const { total, net, entered, left } = row ?? { total: null, net: null, entered: null, left: null }
  return { since: iso(from), before: total === null || net === null ? null : total - net, entered, left }
}
