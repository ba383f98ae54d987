// Held by advice.test.ts

/**
 * The platform's floors (TikTok, Audience and Lookalike): a source of a lookalike has at least 100
 * people whom it recognises, an audience that is targeted 1,000.
 */
export const PLATFORM_FLOORS = { create: 100, target: 1_000 } as const

/** What advice is made of: null where it is not known, or not told. */
export interface SeedFacts {
  size: number
  /** Members by the identifier that most have, of those that the platform takes. */
  matchable: number
  /** Half the age in days: half of the people did something since. */
  medianAgeDays: number | null
  /** Shares, from 0 to 1. */
  converted: number | null
  topValue: number | null
  largestSource: number | null
  largestCategory: number | null
  largestCountry: number | null
  /** Who entered or left since, as a share of the size. */
  changed: number | null
  /** By id of an excluded segment: its share of the seed. */
  excluded: ReadonlyMap<string, number | null>
  /** Whether the rule waits for a threshold. */
  waits: boolean
}

export const ADVICE_CODES = [
  'waits_for_threshold',
  'too_small_to_create',
  'too_small_to_target',
  'few_matchable',
  'stale',
  'few_converted',
  'value_in_few_hands',
  'one_source',
  'one_category',
  'one_country',
  'overlaps_excluded',
  'changed_much',
  'good',
] as const

export interface SeedAdvice {
  code: (typeof ADVICE_CODES)[number]
  message: string
}

/** From where on something is worth saying. */
const LIMITS = { matched: 0.5, ageDays: 90, converted: 0.1, topValue: 0.6, oneKind: 0.8, excluded: 0.2, changed: 0.3 }

/** What to do about a seed, the most urgent first; `good` if there is nothing to do. */
export function adviceOn(facts: SeedFacts): SeedAdvice[] {
  const found = [...sizeAdvice(facts), ...peopleAdvice(facts), ...kindAdvice(facts), ...movesAdvice(facts)]
  if (found.length > 0) return found
  return [{ code: 'good', message: 'Nothing speaks against it: large enough, recent, and of several kinds of people.' }]
}

function sizeAdvice({ size, matchable, waits }: SeedFacts): SeedAdvice[] {
  if (waits)
    return [
      {
        code: 'waits_for_threshold',
        message: 'Its rule compares with a threshold that is not published: POST /v1/thresholds/compute.',
      },
    ]
  const { create, target } = PLATFORM_FLOORS
  const people = `${matchable} members have the identifier that most of them have`
  if (matchable < create)
    return [
      {
        code: 'too_small_to_create',
        message: `${people}, and the platform needs ${create}: take a longer window or a weaker condition.`,
      },
    ]
  const small: SeedAdvice = {
    code: 'too_small_to_target',
    message: `${people}: enough for a seed, but an audience of fewer than ${target} cannot be targeted or excluded itself.`,
  }
  const few: SeedAdvice = {
    code: 'few_matchable',
    message: `Of ${size} members only ${percent(matchable / size)} have one identifier that the platform takes: ask for e-mail addresses or phone numbers earlier.`,
  }
  return [...(matchable < target ? [small] : []), ...(matchable < LIMITS.matched * size ? [few] : [])]
}

function peopleAdvice({ medianAgeDays, converted, topValue }: SeedFacts): SeedAdvice[] {
  const found: SeedAdvice[] = []
  if (medianAgeDays !== null && medianAgeDays > LIMITS.ageDays)
    found.push({
      code: 'stale',
      message: `Half of them did nothing for ${Math.floor(medianAgeDays)} days: people change, so take a shorter window.`,
    })
  if (converted !== null && converted < LIMITS.converted)
    found.push({
      code: 'few_converted',
      message: `Only ${percent(converted)} converted: a lookalike resembles those who are in the seed, so take people who did what you want more of.`,
    })
  if (topValue !== null && topValue > LIMITS.topValue)
    found.push({
      code: 'value_in_few_hands',
      message: `A tenth of them has ${percent(topValue)} of the value: make a seed of the best by a percentile of their sum.`,
    })
  return found
}

function kindAdvice({ largestSource, largestCategory, largestCountry }: SeedFacts): SeedAdvice[] {
  const kinds = [
    { code: 'one_source', share: largestSource, what: 'come mainly from one source', so: 'the others are hardly in it' },
    { code: 'one_category', share: largestCategory, what: 'look mainly at one category', so: 'the lookalike will be about that' },
    { code: 'one_country', share: largestCountry, what: 'are of one country', so: 'target that one, or make a seed per country' },
  ] as const
  return kinds.flatMap(({ code, share, what, so }) =>
    share !== null && share > LIMITS.oneKind ? [{ code, message: `${percent(share)} ${what}: ${so}.` }] : [],
  )
}

function movesAdvice({ changed, excluded }: SeedFacts): SeedAdvice[] {
  const overlapping = [...excluded].flatMap(([id, share]): SeedAdvice[] =>
    share !== null && share > LIMITS.excluded
      ? [
          {
            code: 'overlaps_excluded',
            message: `${percent(share)} are in "${id}", too: add { "not": { "segment": "${id}" } }, or the lookalike resembles whom you exclude.`,
          },
        ]
      : [],
  )
  if (changed === null || changed <= LIMITS.changed) return overlapping
  const message = `${percent(changed)} entered or left meanwhile: upload it again, or follow its changes.`
  return [...overlapping, { code: 'changed_much', message }]
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
