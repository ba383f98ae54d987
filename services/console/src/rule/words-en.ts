import type { RuleWords } from './reading.ts'

const UNITS = { ms: 'millisecond', s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }
const MEASURES = {
  count: 'number',
  active_days: 'number of days',
  sum: 'total',
  avg: 'average',
  median: 'median',
  min: 'lowest',
  max: 'highest',
  first: 'first',
  last: 'last',
  distinct: 'number of different values',
}
const OPERATORS: Record<string, string> = {
  eq: 'is',
  ne: 'is not',
  gt: 'is above',
  gte: 'is at least',
  lt: 'is below',
  lte: 'is at most',
  between: 'is between',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  starts_with: 'begins with',
  exists: 'is known',
  not_exists: 'is not known',
  before: 'is before',
  after: 'is after',
  in_last: 'was in the last',
  not_in_last: 'was not in the last',
  in_next: 'is in the next',
}

const list = (parts: string[], word: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`

/** Rules in English. */
export const WORDS_EN: RuleWords = {
  people: (predicate) => `People who ${predicate}.`,
  and: (parts) => parts.join(', and '),
  or: (parts) => parts.join(', or '),
  not: (part) => `are not people who ${part}`,
  span: (amount, unit) => `${amount} ${UNITS[unit]}${amount === 1 ? '' : 's'}`,
  lastSpan: (span) => `in the last ${span}`,
  everBefore: 'at any time',
  between: (from, to) => `between ${from} and ${to} ago`,
  wholeDays: (days, withToday) => `in the last ${days} whole days${withToday ? ', today included' : ''}`,
  dates: (since, until) => (until === undefined ? `since ${since}` : `from ${since} until ${until}`),
  eventNames: (names) =>
    list(
      names.map((name) => `“${name}”`),
      'or',
    ),
  startingWith: (prefix) => `events that begin with “${prefix}”`,
  where: (tests) => `where ${list(tests, 'and')}`,
  fromSource: (source) => `from ${source}`,
  sinceEvent: (event) => `since their newest ${event}`,
  perValue: (path) => `of the same ${path}`,
  test: (path, op, value) => `${path} ${OPERATORS[op] ?? op}${value === '' || op.endsWith('exists') ? '' : ` ${value}`}`,
  compare: {
    gte: (value) => `at least ${value}`,
    gt: (value) => `more than ${value}`,
    lte: (value) => `at most ${value}`,
    lt: (value) => `less than ${value}`,
    eq: (value) => `exactly ${value}`,
    ne: (value) => `not ${value}`,
    between: (value) => `between ${value}`,
  },
  did: (event, when) => `did ${event} ${when}`,
  didNot: (event, when) => `did not do ${event} ${when}`,
  didTimes: (times, event, when) => `did ${event} ${times} times ${when}`,
  measured: (measure, path, event, comparison, when) =>
    measure === 'active_days'
      ? `did ${event} on ${comparison} days ${when}`
      : `have ${comparison} as the ${MEASURES[measure]} of ${path} in ${event} ${when}`,
  measure: (measure, path, event) => `the ${MEASURES[measure]} of ${path === '' ? event : `${path} in ${event}`}`,
  ratio: (above, below, comparison, when) => `have ${comparison} as ${above} divided by ${below} ${when}`,
  trait: (test) => `have a profile in which ${test}`,
  traitFor: (test, span) => `have had a profile in which ${test} for ${span}`,
  inOrder: (steps, span, when) => `did ${steps.join(', then ')}, all within ${span}, ${when}`,
  absent: (event, span) => `no ${event} for ${span}`,
  ads: (parts) =>
    parts.length === 0
      ? 'any ad'
      : list(
          parts.map(([what, name]) => `${what} “${name}”`),
          'and',
        ),
  shown: (ads, times, when) => `were shown ${ads} ${times} times ${when}`,
  coolingDown: (shown, span) => `${shown}, or came to that less than ${span} ago`,
  lastShown: (ads, comparison, when) => `were shown ${ads} for the last time ${comparison} ago, ${when}`,
  touch: (which, campaigns, when) =>
    `came ${which} by the campaign ${list(
      campaigns.map((one) => `“${one}”`),
      'or',
    )} ${when}`,
  affinity: (by, value, what, comparison, when) => `have ${comparison} as the ${what} of “${value}” among all ${by} ${when}`,
  top: (share, by, when) => `are in the top ${share} of all people by ${by} ${when}`,
  score: (model, what, comparison) => `have ${comparison} as the ${what} of the model “${model}”`,
  alike: (segment, share) => `are among the ${share} of all people most like the members of “${segment}”`,
  inSegment: (segment) => `are in the segment “${segment}”`,
}
