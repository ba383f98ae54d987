import type { Condition, Selector, Window } from '@weir/contracts'
import { MEASURES_OF_PATHS, COMPARISONS, operandText } from './operators.ts'
import type { ComparisonName } from './operators.ts'

type MeasureName = 'count' | 'active_days' | (typeof MEASURES_OF_PATHS)[number]

/** How a language says the parts of a rule. Every predicate continues "people who ...". */
export interface RuleWords {
  people: (predicate: string) => string
  and: (parts: string[]) => string
  or: (parts: string[]) => string
  not: (part: string) => string
  /** A span such as `30d`. */
  span: (amount: number, unit: 'ms' | 's' | 'm' | 'h' | 'd' | 'w') => string
  lastSpan: (span: string) => string
  everBefore: string
  between: (from: string, to: string) => string
  wholeDays: (days: number, withToday: boolean) => string
  dates: (since: string, until: string | undefined) => string
  eventNames: (names: string[]) => string
  startingWith: (prefix: string) => string
  where: (tests: string[]) => string
  fromSource: (source: string) => string
  sinceEvent: (event: string) => string
  perValue: (path: string) => string
  test: (path: string, op: string, value: string) => string
  compare: Record<ComparisonName, (value: string) => string>
  did: (event: string, when: string) => string
  didNot: (event: string, when: string) => string
  didTimes: (times: string, event: string, when: string) => string
  measured: (measure: MeasureName, path: string, event: string, comparison: string, when: string) => string
  measure: (measure: MeasureName, path: string, event: string) => string
  ratio: (above: string, below: string, comparison: string, when: string) => string
  traitFor: (test: string, span: string) => string
  trait: (test: string) => string
  inOrder: (steps: string[], span: string, when: string) => string
  absent: (event: string, span: string) => string
  ads: (parts: [string, string][]) => string
  shown: (ads: string, times: string, when: string) => string
  coolingDown: (shown: string, span: string) => string
  lastShown: (ads: string, comparison: string, when: string) => string
  touch: (which: 'first' | 'last', campaigns: string[], when: string) => string
  affinity: (by: string, value: string, what: 'share' | 'rank', comparison: string, when: string) => string
  top: (share: string, by: string, when: string) => string
  score: (model: string, what: 'percentile' | 'probability', comparison: string) => string
  alike: (segment: string, share: string) => string
  inSegment: (segment: string) => string
}

type Numbers = Readonly<Partial<Record<ComparisonName, unknown>>>

/** A rule as a sentence. */
export const readRule = (rule: Condition, words: RuleWords): string => words.people(read(rule, words, true))

function read(rule: Condition, words: RuleWords, isOuter = false): string {
  if ('all' in rule) return group(rule.all, words.and, words, isOuter)
  if ('any' in rule) return group(rule.any, words.or, words, isOuter)
  if ('not' in rule) return readNot(rule.not, words)
  if ('segment' in rule) return words.inSegment(rule.segment)
  if ('lookalike' in rule) return words.alike(rule.lookalike, percent(rule.size))
  if ('score' in rule) {
    const what = rule.percentile ? 'percentile' : 'probability'
    return words.score(rule.score, what, readComparison(rule[what] ?? {}, words))
  }
  if ('percentile' in rule) {
    const { of, within } = rule.percentile
    return words.top(percent(rule.top), readMeasure(of, words), readWindow(within, words))
  }
  if ('ratio' in rule) {
    const [above, below] = rule.ratio
    return words.ratio(
      readMeasure(above, words),
      readMeasure(below, words),
      readComparison(rule, words),
      readWindow(rule.within, words),
    )
  }
  return readLeaf(rule, words)
}

type Leaf = Exclude<
  Condition,
  | { all: unknown }
  | { any: unknown }
  | { not: unknown }
  | { segment: unknown }
  | { lookalike: unknown }
  | { score: unknown }
  | { percentile: unknown }
  | { ratio: unknown }
>

function readLeaf(rule: Leaf, words: RuleWords): string {
  if ('event' in rule) return readEvent(rule, words)
  if ('trait' in rule) return readTrait(rule, words)
  if ('sequence' in rule) {
    const steps = rule.sequence.map((step) =>
      'absent' in step
        ? words.absent(readSelector(step.absent, words), readSpan(step.for, words))
        : readSelector(step.event, words),
    )
    return words.inOrder(steps, readSpan(rule.span, words), readWindow(rule.within, words))
  }
  const when = readWindow(rule.within, words)
  if ('touch' in rule) return words.touch(rule.touch, typeof rule.campaign === 'string' ? [rule.campaign] : rule.campaign, when)
  if ('affinity' in rule) {
    const what = rule.share ? 'share' : 'rank'
    return words.affinity(rule.affinity.by, rule.affinity.value, what, readComparison(rule[what] ?? {}, words), when)
  }
  const ads = words.ads(Object.entries(rule.exposure).map(([field, id]) => [field, [id].flat().join(', ')]))
  if (rule.since_last === undefined) {
    const shown = words.shown(ads, readComparison(rule.count ?? {}, words), when)
    return rule.cool_down === undefined ? shown : words.coolingDown(shown, readSpan(rule.cool_down, words))
  }
  const [[op, span] = ['gte', '']] = Object.entries(rule.since_last)
  return words.lastShown(ads, compared(op, readSpan(span, words), words), when)
}

function group(parts: Condition[], join: (parts: string[]) => string, words: RuleWords, isOuter: boolean): string {
  const said = parts.map((part) => read(part, words))
  const text = said.length === 1 ? (said[0] ?? '') : join(said)
  return isOuter || parts.length === 1 ? text : `(${text})`
}

function readNot(part: Condition, words: RuleWords): string {
  const isPlain = 'event' in part && measureOf(part) === undefined && part.since === undefined
  return isPlain ? words.didNot(readSelector(part.event, words), readWindow(part.within, words)) : words.not(read(part, words))
}

function readEvent(rule: Extract<Leaf, { event: unknown }>, words: RuleWords): string {
  const event = [readSelector(rule.event, words), ...(rule.per === undefined ? [] : [words.perValue(rule.per)])].join(' ')
  const span = readWindow(rule.within, words)
  const when = rule.since
    ? [words.sinceEvent(readSelector(rule.since.event, words)), ...(rule.within === 'all' ? [] : [span])].join(' ')
    : span
  const measure = measureOf(rule)
  if (measure === undefined) return words.did(event, when)
  if (measure === 'count') {
    const { lt, eq } = rule.count ?? {}
    return lt === 1 || eq === 0 ? words.didNot(event, when) : words.didTimes(readComparison(rule.count ?? {}, words), event, when)
  }
  const given = rule[measure] ?? {}
  const path = 'path' in given && typeof given.path === 'string' ? given.path : ''
  return words.measured(measure, path, event, readComparison(given, words), when)
}

function readTrait(rule: Extract<Leaf, { trait: unknown }>, words: RuleWords): string {
  const [[op, value] = ['exists', true]] = Object.entries(rule).filter(([key]) => key !== 'trait' && key !== 'for')
  const isSpan = op === 'in_last' || op === 'not_in_last' || op === 'in_next'
  const test = words.test(rule.trait, op, isSpan ? readSpan(String(value), words) : operandText(value))
  return rule.for === undefined ? words.trait(test) : words.traitFor(test, readSpan(rule.for, words))
}

type Measured = { event: Selector } & { [M in MeasureName]?: unknown }

function measureOf(rule: object): MeasureName | undefined {
  return (['count', 'active_days', ...MEASURES_OF_PATHS] as const).find((name) => name in rule)
}

function readMeasure(rule: Measured, words: RuleWords): string {
  const name = measureOf(rule) ?? 'count'
  const given = rule[name]
  const path = typeof given === 'object' && given !== null && 'path' in given ? String(given.path) : ''
  return words.measure(name, path, readSelector(rule.event, words))
}

/** The events that a selector means. */
export function readSelector(selector: Selector, words: RuleWords): string {
  const { name, names, name_prefix, where = [], source } = selector
  const events = name_prefix === undefined ? words.eventNames(names ?? [name ?? '']) : words.startingWith(name_prefix)
  const tests = where.map(({ path, op, value }) => words.test(path, op, operandText(value)))
  return [
    events,
    ...(source === undefined ? [] : [words.fromSource(source)]),
    ...(tests.length > 0 ? [words.where(tests)] : []),
  ].join(' ')
}

export function readWindow(window: Window, words: RuleWords): string {
  if (window === 'all') return words.everBefore
  if (typeof window === 'string') return words.lastSpan(readSpan(window, words))
  if ('from' in window) return words.between(readSpan(window.from, words), readSpan(window.to, words))
  if ('whole_days' in window) return words.wholeDays(window.whole_days, window.include_today ?? false)
  return words.dates(window.since, window.until)
}

const isUnit = (text: string): text is 'ms' | 's' | 'm' | 'h' | 'd' | 'w' => /^(ms|[smhdw])$/.test(text)

function readSpan(text: string, words: RuleWords): string {
  const [, amount, unit = ''] = /^(\d+)([a-z]+)$/.exec(text) ?? []
  return amount !== undefined && isUnit(unit) ? words.span(Number(amount), unit) : text
}

function readComparison(given: Numbers, words: RuleWords): string {
  const op = COMPARISONS.find((name) => name in given)
  if (op === undefined) return ''
  const value = given[op]
  return compared(op, Array.isArray(value) ? value.join('–') : String(value), words)
}

function compared(op: string, value: string, words: RuleWords): string {
  const name = COMPARISONS.find((one) => one === op)
  return name === undefined ? value : words.compare[name](value)
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`
