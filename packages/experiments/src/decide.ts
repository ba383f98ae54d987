import type { ArmComparison } from './compare.ts'
import type { RatioMismatch } from './mismatch.ts'
import type { Outlook } from './plan.ts'

/** Fewer people in an arm are no answer: what holds asymptotically does not hold yet. */
export const PEOPLE_MIN = 100

export type Verdict = 'waiting' | 'broken' | 'harmful' | 'better' | 'worse' | 'no_difference' | 'continue'

/** A verdict with its reason in plain words. */
export interface Advice {
  verdict: Verdict
  /** The arm that it is about. */
  arm?: string
  text: string
}

/**
 * A metric of an arm beside the control; `p` may be looked at again and again, and is corrected.
 */
export interface Judged {
  arm: string
  metric: string
  better: 'more' | 'less'
  comparison: ArmComparison
  p: number | undefined
}

/** What a decision is made of; the primary metric and the guard-rails per arm. */
export interface AdviceGrounds {
  alpha: number
  /** Of the smallest arm. */
  peopleMin: number
  mismatch: RatioMismatch
  primary: readonly Judged[]
  guardrails: readonly Judged[]
  people: number
  outlook: Outlook
}

/**
 * Says what to do, and why. It stays right however often it is asked, since it follows answers that
 * are always valid. What is broken comes first, then harm, then the aim.
 */
export function decide(found: AdviceGrounds): Advice {
  if (found.mismatch.alarm) return { verdict: 'broken', text: mismatchText(found.mismatch) }
  if (found.peopleMin < PEOPLE_MIN)
    return {
      verdict: 'waiting',
      text: `Too few people yet: each arm needs at least ${PEOPLE_MIN}, and one has ${found.peopleMin}.`,
    }
  const harmed = found.guardrails.find((one) => isFound(one, found.alpha) && !isGood(one))
  if (harmed)
    return { verdict: 'harmful', arm: harmed.arm, text: `Stop "${harmed.arm}": ${changeText(harmed)}, which is a guard-rail.` }
  const clear = found.primary.filter((one) => isFound(one, found.alpha))
  const best = clear.filter(isGood).toSorted((a, b) => gain(b) - gain(a))[0]
  if (best) return { verdict: 'better', arm: best.arm, text: `Take "${best.arm}": ${changeText(best)}.` }
  const worst = clear[0]
  if (worst && clear.length === found.primary.length)
    return { verdict: 'worse', arm: worst.arm, text: `Keep the control: ${clear.map(armText).join('; ')}.` }
  return openText(found)
}

function openText({ people, outlook: { peopleNeeded, daysLeft, detectable } }: AdviceGrounds): Advice {
  if (peopleNeeded !== undefined && people >= peopleNeeded)
    return {
      verdict: 'no_difference',
      text: `No difference was found among ${people} people, who were enough to find one of the size planned.`,
    }
  const soFar = detectable === undefined ? '' : ` By now a change of ${percent(detectable)} would be found.`
  const left =
    daysLeft === undefined
      ? 'Go on.'
      : `Go on for about ${daysLeft} more day${daysLeft === 1 ? '' : 's'}, at ${people} of ${peopleNeeded} people.`
  return { verdict: 'continue', text: `${left}${soFar}` }
}

function mismatchText({ p, parts }: RatioMismatch): string {
  const where = parts.slice(0, 3).map(({ by, key }) => `${by} ${key === '' ? '(not stated)' : key}`)
  const from = where.length > 0 ? ` It shows most at: ${where.join(', ')}.` : ''
  return `The arms do not have the sizes planned (p = ${p!.toPrecision(2)}): the assignment or its logging is broken, so no figure can be believed.${from}`
}

const isFound = ({ p }: Judged, alpha: number): boolean => p !== undefined && p <= alpha

function isGood({ better, comparison: { effect } }: Judged): boolean {
  return effect !== undefined && (better === 'more' ? effect.value > 0 : effect.value < 0)
}

function gain({ better, comparison: { effect } }: Judged): number {
  return (better === 'more' ? 1 : -1) * (effect?.value ?? 0)
}

const armText = (one: Judged): string => `with "${one.arm}" ${changeText(one)}`

function changeText({ metric, comparison: { effect, relative } }: Judged): string {
  const change = relative ?? effect!
  const shown = relative ? percent : (value: number): string => value.toPrecision(3)
  const way = change.value > 0 ? 'rises' : 'falls'
  return `${metric} ${way} by ${shown(Math.abs(change.value))} (between ${shown(change.always.low)} and ${shown(change.always.high)})`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
