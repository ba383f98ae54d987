import { journeyOfSegment, Purpose } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import type { ReportingDeps } from '../../shared/deps.ts'
import { MATCH_TYPES } from '../../shared/id-types.ts'
import { iso } from '../../shared/iso.ts'
import { CostAnswer, toCostAnswer } from '../cost/answer.ts'
import type { Costs, SegmentCost } from '../cost/cost.ts'
import type { CountMatchable } from '../members/matchable.ts'
import { sizesOf } from '../members/members.ts'
import { isTooFew } from '../members/min-size.ts'
import { Withheld } from '../members/withheld.ts'
import { RuleShown } from '../../shared/shown.ts'
import { statusIn } from '../shared/status.ts'
import { toUnresolved, UnresolvedAnswer } from '../shared/unresolved.ts'
import { versionsNow } from '../shared/versions.ts'

export const SegmentAnswer = z.object({
  id: z.string(),
  number: z.int(),
  name: z.string(),
  description: z.string().exactOptional(),
  rule: RuleShown,
  purposes: z.array(Purpose).exactOptional(),
  min_size: z.int().exactOptional(),
  journey: z.string().exactOptional().describe('The journey that it is a step of, and that alone changes it'),
  version: z.int(),
  updated_at: z.string(),
  status: z
    .enum(['live', 'backfilling'])
    .describe(
      '`backfilling` until everybody follows the definition: members and size are those of the definition before, if any',
    ),
  size: z.int().nullable().describe('Null while it is below min_size'),
  withheld: Withheld,
  below_min_size: z.literal(true).exactOptional().describe('There are fewer members than min_size, so figures of them are null'),
  matchable: z
    .record(z.enum(MATCH_TYPES), z.int())
    .nullable()
    .describe('Members by the kind of identifier they can be matched on'),
  matchable_error_margin: z
    .number()
    .nullable()
    .describe('Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members)'),
  cost: CostAnswer,
  unresolved: UnresolvedAnswer,
})
type SegmentAnswer = z.input<typeof SegmentAnswer>

/**
 * What a list says of a segment besides what is stored; the rest takes a look at people or at the
 * warehouse.
 */
export const INCLUDES = ['matchable', 'cost'] as const
export type Include = (typeof INCLUDES)[number]

/** A segment in a list. */
export const ListedSegment = SegmentAnswer.partial({ withheld: true, matchable: true, matchable_error_margin: true, cost: true })
type ListedSegment = z.input<typeof ListedSegment>

/** Segments as answers show them. */
export interface Answers {
  /** @param cost when it has just been worked out. */
  one(segment: StoredSegment, cost?: SegmentCost): Promise<SegmentAnswer>
  /** Sizes of all are counted in one pass. */
  list(segments: readonly StoredSegment[], includes: readonly Include[]): Promise<ListedSegment[]>
  /**
   * The same without includes, each as JSON: what is stored of a segment is written down once per
   * version, not per list.
   */
  listTexts(segments: readonly StoredSegment[]): Promise<string[]>
}

export function createAnswers(deps: ReportingDeps, costs: Costs, matchable: CountMatchable): Answers {
  const { config, fold, clock } = deps

  const matched = async (segment: StoredSegment, size: number | null) => {
    if (size === null) return NOT_SHOWN
    const { counts, withheld, errorMargin } = await matchable(segment, clock.now())
    // Who is listed may be too few where who is counted is not.
    if (isTooFew(segment, size - withheld)) return { ...NOT_SHOWN, size: null, below_min_size: true as const }
    return { withheld, matchable: counts, matchable_error_margin: errorMargin }
  }
  const cost = async (segment: StoredSegment, known?: SegmentCost) => ({
    cost: toCostAnswer(known ?? (await costs.of(segment, `${segment.number}/${segment.version}`))),
  })
  const standings = async (segments: readonly StoredSegment[]) => {
    const sizes = await sizesOf(
      fold,
      segments.map(({ number }) => number),
    )
    const versions = await versionsNow(fold)
    return segments.map((segment, i) => {
      const size = sizes[i]!
      const isBelow = isTooFew(segment, size)
      return {
        ...toUnresolved(config, segment),
        status: statusIn(versions, config, segment),
        size: isBelow ? null : size,
        ...(isBelow ? { below_min_size: true as const } : {}),
      }
    })
  }
  const plain = async (segments: readonly StoredSegment[]) => {
    const found = await standings(segments)
    return segments.map((segment, i) => ({ ...stored(segment), ...found[i]! }))
  }

  return {
    async one(segment, known) {
      const [answer] = await plain([segment])
      return { ...answer!, ...(await matched(segment, answer!.size)), ...(await cost(segment, known)) }
    },
    async list(segments, includes) {
      const answers: ListedSegment[] = await plain(segments)
      // One after the other: a long list must not load people by the ten thousand at once.
      for (const [i, segment] of segments.entries()) {
        const answer = answers[i]!
        if (includes.includes('matchable')) Object.assign(answer, await matched(segment, answer.size))
        if (includes.includes('cost')) Object.assign(answer, await cost(segment))
      }
      return answers
    },
    async listTexts(segments) {
      const found = await standings(segments)
      return segments.map((segment, i) => `${storedText(segment)},${JSON.stringify(found[i]).slice(1)}`)
    },
  }
}

const NOT_SHOWN = { withheld: null, matchable: null, matchable_error_margin: null }

/** What answers show of a segment as it is stored. */
function stored(segment: StoredSegment) {
  const { id, number, name, rule, version, updated_at, description, purposes, min_size } = segment
  const journey = journeyOfSegment(id)
  return {
    id,
    number,
    name,
    ...(description === undefined ? {} : { description }),
    rule,
    ...(purposes === undefined ? {} : { purposes }),
    ...(min_size === undefined ? {} : { min_size }),
    ...(journey === undefined ? {} : { journey }),
    version,
    updated_at: iso(updated_at),
  }
}

const storedTexts = new WeakMap<StoredSegment, string>()

/** The same as JSON, without the closing brace. */
function storedText(segment: StoredSegment): string {
  const known = storedTexts.get(segment)
  if (known !== undefined) return known
  const text = JSON.stringify(stored(segment)).slice(0, -1)
  storedTexts.set(segment, text)
  return text
}
