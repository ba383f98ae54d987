import { allows, foldConsent } from '@weir/consent'
import type { PersonConsent } from '@weir/consent'
import { DEFAULT_SEGMENT_PURPOSES, durationMs, OPS, PATH_MEASURES, thresholdIdOf, WITHDRAWAL } from '@weir/contracts'
import type {
  AffinityCondition,
  Comparison,
  Condition,
  EventCondition,
  ExposureCondition,
  LookalikeCondition,
  PercentileCondition,
  PersonEvent,
  RatioCondition,
  ScoreCondition,
  SegmentDefinition,
  SequenceCondition,
  StoredThreshold,
  TouchCondition,
  TraitCondition,
  Window,
} from '@weir/contracts'
import { asDate, asNumber, asText, compares, flatten, isNear, satisfies, selects, walk } from './values.ts'
import { windowAt } from '../definition/windows.ts'

/**
 * The naive oracle: the reference meaning M(rule, person, T), computed from the full history each
 * time. It shares none of the fold's machinery but the edges of windows as a query sees them. It is
 * slow, and simple enough to be checked by reading.
 */
export function isMemberAt(
  segment: SegmentDefinition,
  history: readonly PersonEvent[],
  at: number,
  others: readonly SegmentDefinition[] = [],
): boolean {
  const events = latestRevisions(history)
  const seen = events.filter((e) => e.hit.event_time <= at && e.hit.name !== WITHDRAWAL)
  if (seen.length === 0 || lacksThreshold(segment.rule, segment.thresholds, others)) return false
  const consent = consentAt(events, at)
  return (
    allows(consent, ['storage', ...(segment.purposes ?? DEFAULT_SEGMENT_PURPOSES)]) &&
    holds(segment.rule, {
      seen,
      at,
      mayModel: allows(consent, ['modelling']),
      thresholds: segment.thresholds ?? [],
      isMemberOf: (id) =>
        isMemberAt(
          others.find((other) => other.id === id)!,
          history,
          at,
          others,
        ),
    })
  )
}

/**
 * What a rule is evaluated on: a person's events by T, in order, and the thresholds that were
 * published when the definition was announced.
 */
interface Case {
  seen: readonly PersonEvent[]
  at: number
  mayModel: boolean
  thresholds: readonly StoredThreshold[]
  isMemberOf(segment: string): boolean
}

/** Whether a threshold is missing that the rule, or a segment it refers to, compares with. */
function lacksThreshold(rule: Condition, known: readonly StoredThreshold[] = [], others: readonly SegmentDefinition[]): boolean {
  if ('all' in rule) return rule.all.some((c) => lacksThreshold(c, known, others))
  if ('any' in rule) return rule.any.some((c) => lacksThreshold(c, known, others))
  if ('not' in rule) return lacksThreshold(rule.not, known, others)
  if ('segment' in rule) {
    const other = others.find(({ id }) => id === rule.segment)!
    return lacksThreshold(other.rule, other.thresholds, others)
  }
  if ('lookalike' in rule) return sizeOf(rule, known) === undefined
  if ('score' in rule) return rule.percentile !== undefined && !known.some(({ id }) => id === `model:${rule.score}`)
  return 'percentile' in rule && !known.some(({ id }) => id === thresholdIdOf(rule))
}

function sizeOf({ lookalike, size }: LookalikeCondition, known: readonly StoredThreshold[]): number | undefined {
  const threshold = known.find(({ id }) => id === `lookalike:${lookalike}`)
  return threshold && 'sizes' in threshold ? threshold.sizes.find((entry) => entry.size === size)?.value : undefined
}

/** One event per eid, its newest revision, in order of time (ties by eid). */
export function latestRevisions(history: readonly PersonEvent[]): PersonEvent[] {
  const byEid = new Map<string, PersonEvent>()
  for (const event of history) if ((byEid.get(event.eid)?.rev ?? -1) < event.rev) byEid.set(event.eid, event)
  return [...byEid.values()].sort((a, b) => a.hit.event_time - b.hit.event_time || (a.eid < b.eid ? -1 : 1))
}

/** Consent counts from the event's time, or from its receipt when the sender's clock is fast. */
export function consentAt(events: readonly PersonEvent[], at: number): PersonConsent {
  const said = events.map(({ hit }) => ({ consent: hit.consent, from: Math.min(hit.event_time, hit.received_at) }))
  return said
    .filter(({ from }) => from <= at)
    .reduce<PersonConsent>((known, { consent, from }) => foldConsent(known, consent, from), {})
}

function holds(rule: Condition, given: Case): boolean {
  const { seen, at } = given
  if ('all' in rule) return rule.all.every((c) => holds(c, given))
  if ('any' in rule) return rule.any.some((c) => holds(c, given))
  if ('not' in rule) return !holds(rule.not, given)
  if ('segment' in rule) return given.isMemberOf(rule.segment)
  if ('trait' in rule) return rule.for === undefined ? holdsTrait(rule, seen, at) : hasHeld(rule, seen, at)
  if ('score' in rule || 'lookalike' in rule) return given.mayModel && isScored(rule, given)
  if ('percentile' in rule) return isAmongTheBest(rule, given)
  const inWindow = eventsWithin(rule.within, given)
  if ('sequence' in rule) return completes(rule, seen, inWindow, at)
  if ('touch' in rule) return isTouched(rule, inWindow)
  if ('ratio' in rule) return dividesTo(rule, inWindow)
  if ('affinity' in rule) return hasAffinity(rule, inWindow)
  if ('exposure' in rule) return rule.cool_down === undefined ? isExposed(rule, inWindow, at) : coolsDown(rule, given)
  const from = rule.since ? inWindow.findLastIndex((e) => selects(rule.since!.event, e)) : -1
  if (rule.since && from < 0) return false
  const chosen = inWindow.slice(from + 1).filter((e) => selects(rule.event, e))
  return rule.per === undefined ? measures(rule, chosen) : measuresOfOne(rule, rule.per, chosen)
}

/** Takes each value by itself, with the events that have it and something to measure. */
function measuresOfOne(rule: EventCondition, per: string, chosen: readonly PersonEvent[]): boolean {
  const textsOf = (e: PersonEvent): string[] => walk(e.hit.body, per.split('.')).map(asText)
  const path = PATH_MEASURES.flatMap((measure) => rule[measure]?.path ?? [])[0]
  const measured = chosen.filter((e) => {
    const found = path === undefined ? [0] : walk(e.hit.body, path.split('.'))
    return found.some((value) => rule.distinct !== undefined || Math.abs(asNumber(value) ?? Infinity) <= 9e11)
  })
  return [...new Set(measured.flatMap(textsOf))].some((value) =>
    measures(
      rule,
      measured.filter((e) => textsOf(e).includes(value)),
    ),
  )
}

function eventsWithin(within: Window, { seen, at }: Case): PersonEvent[] {
  const { from, before } = windowAt(within, at)
  return seen.filter((e) => e.hit.event_time >= from && e.hit.event_time < before)
}

function traitAt(trait: string, seen: readonly PersonEvent[], at: number): unknown[] {
  const said = seen.filter((e) => e.hit.event_time <= at && Object.hasOwn(e.hit.body.traits ?? {}, trait))
  return flatten(said.at(-1)?.hit.body.traits?.[trait])
}

function holdsTrait(rule: TraitCondition, seen: readonly PersonEvent[], at: number): boolean {
  const found = traitAt(rule.trait, seen, at)
  const op = OPS.find((o) => o in rule)
  return op ? satisfies(found, op, rule[op]) : isNear(rule, found, at)
}

/**
 * Evaluates the test at the beginning of the span, and at every instant in it at which a value or a
 * date could have changed its truth.
 */
function hasHeld(rule: TraitCondition, seen: readonly PersonEvent[], at: number): boolean {
  const from = at - durationMs(rule.for!)
  const spanMs = durationMs(rule.in_last ?? rule.not_in_last ?? rule.in_next ?? '0s')
  const dates = seen.flatMap((e) => flatten(e.hit.body.traits?.[rule.trait])).map(asDate)
  const turns = dates.flatMap((d) => (d === undefined ? [] : [d - spanMs, d, d + spanMs]))
  const instants = [from, ...seen.map((e) => e.hit.event_time), ...turns].filter((t) => t >= from && t <= at)
  return instants.every((instant) => holdsTrait(rule, seen, instant))
}

function isScored(rule: ScoreCondition | LookalikeCondition, { seen, at, thresholds }: Case): boolean {
  const key = 'score' in rule ? `$score.${rule.score}` : `$lookalike.${rule.lookalike}`
  const [value] = traitAt(key, seen, at).map(asNumber)
  if (value === undefined) return false
  if ('lookalike' in rule) return value >= sizeOf(rule, thresholds)!
  if (rule.probability) return compares(value, rule.probability)
  const model = thresholds.find(({ id }) => id === `model:${rule.score}`)!
  const reached = 'percentiles' in model ? model.percentiles.filter((percentile) => percentile <= value).length : 0
  return compares(reached, rule.percentile!)
}

function isAmongTheBest(rule: PercentileCondition, given: Case): boolean {
  const threshold = given.thresholds.find(({ id }) => id === thresholdIdOf(rule))!
  const { of, within } = rule.percentile
  const gte = 'value' in threshold ? threshold.value : Infinity
  const { event, count: _, active_days, ...byPath } = of
  const [[measure, measured] = [active_days ? 'active_days' : 'count', {}]] = Object.entries(byPath)
  return measures(
    { event, within, [measure]: { ...measured, gte } },
    eventsWithin(within, given).filter((e) => selects(event, e)),
  )
}

const units = (x: number): number => Math.floor(x * 10_000 + 0.5)

function measures(rule: EventCondition, chosen: readonly PersonEvent[]): boolean {
  const numbers = (path: string): number[][] =>
    chosen.map((e) =>
      walk(e.hit.body, path.split('.'))
        .map(asNumber)
        .filter((x): x is number => x !== undefined && Math.abs(x) <= 9e11)
        .map(units),
    )
  const all = (path: string): number[] => numbers(path).flat()
  const total = (list: number[]): number => list.reduce((a, b) => a + b, 0)
  const some = (value: number | undefined, c: Comparison): boolean => value !== undefined && compares(value, c, units)
  if (rule.sum) return some(total(all(rule.sum.path)), rule.sum)
  if (rule.avg)
    return some(all(rule.avg.path).length === 0 ? undefined : total(all(rule.avg.path)) / all(rule.avg.path).length, rule.avg)
  if (rule.median) return some(middleOf(all(rule.median.path)), rule.median)
  if (rule.min) return some([...all(rule.min.path)].sort((a, b) => a - b)[0], rule.min)
  if (rule.max) return some([...all(rule.max.path)].sort((a, b) => b - a)[0], rule.max)
  if (rule.first) return some(numbers(rule.first.path).find((list) => list.length > 0)?.[0], rule.first)
  if (rule.last)
    return some(
      numbers(rule.last.path)
        .findLast((list) => list.length > 0)
        ?.at(-1),
      rule.last,
    )
  if (rule.distinct)
    return compares(
      new Set(chosen.flatMap((e) => walk(e.hit.body, rule.distinct!.path.split('.'))).map(asText)).size,
      rule.distinct,
    )
  if (rule.active_days) return compares(daysOf(rule.within, chosen).size, rule.active_days)
  return compares(chosen.length, rule.count ?? { gte: 1 })
}

function isTouched({ touch, campaign }: TouchCondition, inWindow: readonly PersonEvent[]): boolean {
  const named = inWindow.map(campaignNamed).filter((name) => name !== '')
  const found = touch === 'first' ? named[0] : named.at(-1)
  return found !== undefined && [campaign].flat().includes(found)
}

/** The campaign of the ad, else what stands behind `utm_campaign=` in the address; else ''. */
function campaignNamed({ hit: { body } }: PersonEvent): string {
  const [id] = walk(body, ['ad', 'campaign_id']).map(asText)
  const url = body.page?.['url']
  if (id || typeof url !== 'string') return id ?? ''
  const starts = Array.from(url, (_, i) => i).filter((i) => ['?utm_campaign=', '&utm_campaign='].includes(url.slice(i, i + 14)))
  return starts.map((i) => url.slice(i + 14).split(/[&#]/)[0]!).find((name) => name !== '') ?? ''
}

/** Amounts are in ten-thousandths: where one side alone is an amount, the other is scaled. */
function dividesTo({ ratio: [top, bottom], within, ...comparison }: RatioCondition, inWindow: readonly PersonEvent[]): boolean {
  const quantity = ({ event, active_days, sum, distinct }: RatioCondition['ratio'][number]): number => {
    const chosen = inWindow.filter((e) => selects(event, e))
    const scalars = (path: string): unknown[] => chosen.flatMap((e) => walk(e.hit.body, path.split('.')))
    if (distinct) return new Set(scalars(distinct.path).map(asText)).size
    if (active_days) return daysOf(within, chosen).size
    if (!sum) return chosen.length
    const amounts = scalars(sum.path)
      .map(asNumber)
      .filter((x): x is number => x !== undefined && Math.abs(x) <= 9e11)
    return amounts.map(units).reduce((a, b) => a + b, 0)
  }
  const over = quantity(top) * (bottom.sum && !top.sum ? 10_000 : 1)
  const under = quantity(bottom) * (top.sum && !bottom.sum ? 10_000 : 1)
  return under !== 0 && compares(over / under, comparison)
}

function daysOf(within: Window, chosen: readonly PersonEvent[]): Set<string> {
  const zone = typeof within === 'object' && 'whole_days' in within ? (within.time_zone ?? 'UTC') : 'UTC'
  return new Set(chosen.map((e) => new Date(e.hit.event_time).toLocaleDateString('en-CA', { timeZone: zone })))
}

/** Removes the least and the greatest until one or two are left, and returns their mean. */
function middleOf(list: readonly number[]): number | undefined {
  let left = [...list].sort((a, b) => a - b)
  while (left.length > 2) left = left.slice(1, -1)
  return left.length === 2 ? (left[0]! + left[1]!) / 2 : left[0]
}

function hasAffinity({ affinity, share, rank }: AffinityCondition, inWindow: readonly PersonEvent[]): boolean {
  const path = (affinity.by.includes('.') ? affinity.by : `properties.contents.${affinity.by}`).split('.')
  const counts = new Map<string, number>()
  for (const e of inWindow)
    for (const text of new Set(walk(e.hit.body, path).map(asText))) counts.set(text, (counts.get(text) ?? 0) + 1)
  const own = counts.get(affinity.value) ?? 0
  const all = [...counts.values()].reduce((a, b) => a + b, 0)
  if (share) return all > 0 && compares(own / all, share)
  return own > 0 && compares(1 + [...counts.values()].filter((n) => n > own).length, rank!)
}

function shownAmong({ exposure }: ExposureCondition, events: readonly PersonEvent[]): PersonEvent[] {
  const asked = {
    campaign_id: exposure.campaign,
    adgroup_id: exposure.adgroup,
    ad_id: exposure.ad,
    creative_id: exposure.creative,
  }
  return events.filter(
    (e) =>
      e.hit.name === 'AdImpression' &&
      Object.entries(asked).every(
        ([k, v]) => v === undefined || walk(e.hit.body, ['ad', k]).some((id) => [v].flat().includes(asText(id))),
      ),
  )
}

function isExposed(rule: ExposureCondition, inWindow: readonly PersonEvent[], at: number): boolean {
  const shown = shownAmong(rule, inWindow)
  if (rule.count) return compares(shown.length, rule.count)
  const newest = shown.at(-1)
  if (!newest) return false
  const spans = Object.entries(rule.since_last!).map(([op, span]) => [op, durationMs(span)])
  const comparison: Comparison = Object.fromEntries(spans)
  return compares(at - newest.hit.event_time, comparison)
}

/**
 * There are as many as the cap in the window, or it is less than the cool-down since an impression
 * that found one fewer in the window that ends with it.
 */
function coolsDown(rule: ExposureCondition, { seen, at }: Case): boolean {
  const cap = rule.count!.gte!
  const times = shownAmong(rule, seen).map((e) => e.hit.event_time)
  const windowMs = typeof rule.within === 'string' ? durationMs(rule.within) : 0
  const counted = (until: number, among: readonly number[]): number => among.filter((t) => t > until - windowMs).length
  if (counted(at, times) >= cap) return true
  return times.some((t, i) => windowMs > 0 && at - t < durationMs(rule.cool_down!) && counted(t, times.slice(0, i)) === cap - 1)
}

/** Tries every choice of events for the steps. `seen` is in time order, ties by eid. */
function completes(rule: SequenceCondition, seen: readonly PersonEvent[], inWindow: readonly PersonEvent[], at: number): boolean {
  const steps = rule.sequence.filter((step) => 'event' in step)
  const absent = rule.sequence.find((step) => 'absent' in step)
  const finish = (first: PersonEvent, last: PersonEvent): boolean => {
    if (last.hit.event_time - first.hit.event_time > durationMs(rule.span)) return false
    if (!absent) return true
    const until = last.hit.event_time + durationMs(absent.for)
    const after = seen.slice(seen.indexOf(last) + 1)
    return at >= until && !after.some((e) => e.hit.event_time <= until && selects(absent.absent, e))
  }
  const choose = (step: number, from: number, first: PersonEvent | undefined): boolean =>
    inWindow.some((e, i) => {
      if (i < from || !selects(steps[step]!.event, e)) return false
      return step === steps.length - 1 ? finish(first ?? e, e) : choose(step + 1, i + 1, first ?? e)
    })
  return choose(0, 0, undefined)
}
