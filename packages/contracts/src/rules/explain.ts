import { fieldOf } from '../objects.ts'
import type { z } from 'zod'
import { isoInstant } from '../instants.ts'
import { OPS, VALUE_DOES_NOT_FIT } from '../selector.ts'
import { durationMeant } from './durations.ts'
import { unknownField } from './fields.ts'
import type { RulePart } from './fields.ts'
import { measureMeant, selectorMeant, windowMeant } from './forms.ts'
import { PATH_MEASURES } from './measures.ts'
import { hintOnOperand, hintOnOperator } from './operands.ts'
import { comparisonMeant } from './operators.ts'
import { show } from './show.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

export interface RuleFault {
  path: PropertyKey[]
  message: string
  /** The field of the object at `path` that there is no such one. */
  params?: { field: string }
}

const DURATIONS = new Set(['within', 'span', 'for', 'from', 'to', 'in_last', 'not_in_last', 'in_next', 'cool_down'])
const COMPARED = new Set(['count', 'active_days', 'share', 'rank', 'percentile', 'probability'])
const MEASURED: ReadonlySet<string> = new Set(PATH_MEASURES)
/** How many campaigns one touch may name. */
export const CAMPAIGNS_MAX = 100
const A_DURATION = 'expected a duration such as "30d", "12h", "15m", "45s" or "250ms"'
const A_WINDOW = 'expected a window: "30d", "all", { from, to }, { since, until } or { whole_days }'
const A_SCALAR = 'expected a text, a number, true or false, or a list of these'
const TWO_MEASURES =
  'expected two measures: ratio: [{ event: { name: "Purchase" } }, { event: { name: "ViewContent" }, count: true }]'
const AN_OPERAND = `${A_SCALAR}, or { path: "..." } of the same event`

/**
 * The faults of one condition in words for its author: the exact place, and the form that was
 * probably meant.
 * @param condition as it was given. @param issues paths are relative to it.
 */
export function explainIssues(condition: unknown, issues: readonly Issue[]): RuleFault[] {
  return issues.flatMap((issue) => explain(condition, issue, []))
}

function explain(condition: unknown, issue: Issue, above: Path): RuleFault[] {
  const path = [...above, ...issue.path]
  const given = valueAt(condition, path)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = branchMeant(path, given, issue.errors)
    return branch ? branch.flatMap((inner) => explain(condition, inner, path)) : [{ path, message: wholeOf(path, given) }]
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path,
      message: unknownField(partAt(path, condition), key, valueAt(given, [key])),
      params: { field: key },
    }))
  return [{ path, message: inWords(path, given, issue, condition) }]
}

/**
 * The alternative that a value was meant to be: for a window by its form, for a step of a sequence
 * by its key.
 */
function branchMeant(path: Path, given: unknown, branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const last = path.at(-1)
  const has = (key: string): boolean => typeof given === 'object' && given !== null && Object.hasOwn(given, key)
  if (last === 'within') {
    const form = has('whole_days') ? 4 : has('since') || has('until') ? 3 : has('from') || has('to') ? 2 : undefined
    return form === undefined ? undefined : branches[form]
  }
  if (path.at(-2) === 'sequence') return typeof given === 'object' ? branches[has('absent') ? 1 : 0] : undefined
  return undefined
}

/** What to say where no alternative fits. */
function wholeOf(path: Path, given: unknown): string {
  const last = path.at(-1)
  if (given === undefined) return `is missing${exampleOf(String(last))}`
  if (last === 'within') return withMeant(typeof given === 'object' ? A_WINDOW : A_DURATION, windowMeant(given), 'within')
  if (path.at(-2) === 'sequence')
    return withMeant('expected a step', typeof given === 'string' ? { event: { name: given } } : undefined)
  if (last === 'campaign')
    return Array.isArray(given) && given.length > CAMPAIGNS_MAX
      ? `expected at most ${CAMPAIGNS_MAX} ids, and there are ${given.length}: spread them over several conditions in any: [...]`
      : 'expected the id of a campaign, or a list of ids'
  return path.includes('where') ? AN_OPERAND : A_SCALAR
}

function inWords(path: Path, given: unknown, issue: Issue, condition: unknown): string {
  const last = String(path.at(-1) ?? '')
  if (given === undefined && issue.code === 'invalid_type') return `is missing${exampleOf(last)}`
  if (DURATIONS.has(last) || path.at(-2) === 'since_last')
    return issue.code === 'custom' ? issue.message : withMeant(A_DURATION, durationMeant(given), last)
  if (last === 'event' || last === 'absent') return withMeant(plain(issue), selectorMeant(given), last)
  if (last === 'name' && Array.isArray(given)) return withMeant(plain(issue), given, 'names')
  if (last === 'names' && typeof given === 'string') return withMeant(plain(issue), given, 'name')
  if (COMPARED.has(last)) return withMeant(plain(issue), comparisonMeant(given), last)
  if (MEASURED.has(last)) return withMeant(plain(issue), measureMeant(given), last)
  if (COMPARED.has(String(path.at(-2))) || MEASURED.has(String(path.at(-2)))) return numberMeant(plain(issue), last, given)
  if (last === 'since' && path.length === 1) return sinceMeant(given)
  if (last === 'ratio') return TWO_MEASURES
  if (last === 'touch') return withMeant('expected "first" or "last"', 'last', 'touch')
  if (last === 'where') return withMeant(plain(issue), typeof given === 'object' ? [given] : undefined, 'where')
  if (last === 'op') return `expected one of ${OPS.join(', ')}${hintOnOperator(given)}`
  if (last === 'top' || last === 'size') return withMeant(plain(issue), typeof given === 'number' ? given / 100 : undefined, last)
  if (last === 'trait' && typeof given === 'object') return withMeant(plain(issue), 'plan', 'trait')
  if (issue.message === VALUE_DOES_NOT_FIT)
    return `${issue.message}${hintOnOperand({ ...Object(path.length === 0 ? condition : given) })}`
  return plain(issue)
}

/** A date belongs into the window; the name of an event is meant as a selector. */
function sinceMeant(given: unknown): string {
  const message = 'expected { event: ... }, the events since whose newest others are looked at'
  if (typeof given !== 'string') return withMeant(message, { event: selectorMeant(given) ?? { name: 'AddToCart' } }, 'since')
  return isoInstant(given) === undefined
    ? withMeant(message, { event: { name: given } }, 'since')
    : withMeant(message, { since: given }, 'within')
}

function withMeant(message: string, meant: unknown, field?: string): string {
  return meant === undefined ? message : `${message}; did you mean ${field === undefined ? '' : `${field}: `}${show(meant)}?`
}

function plain({ message }: Issue): string {
  return message.replace(/^Invalid input: /, '')
}

function exampleOf(field: string): string {
  if (field === 'within') return ': give a window such as within: "30d", or within: "all"'
  if (field === 'span') return ': give the longest time from the first step to the last, such as span: "7d"'
  if (field === 'path') return ': give a path such as "properties.value"'
  if (field === 'op') return `: give one of ${OPS.join(', ')}`
  return ''
}

function numberMeant(message: string, op: string, given: unknown): string {
  return typeof given === 'string' && given.trim() !== '' && Number.isFinite(Number(given))
    ? withMeant(message, Number(given), op)
    : message
}

/** What kind of object an unknown field was found in. */
function partAt(path: Path, condition: unknown): RulePart {
  const last = path.at(-1)
  if (path.length === 0)
    return typeof condition === 'object' && condition !== null && Object.hasOwn(condition, 'trait') ? 'trait' : 'condition'
  if (last === 'event' || last === 'absent') return 'selector'
  if (path.at(-2) === 'where') return 'where'
  if (path.at(-2) === 'ratio') return 'additive'
  if (path.at(-2) === 'percentile' && last === 'of') return 'quantity'
  if (path.length === 1 && last === 'since') return 'anchor'
  if (last === 'value' && path.includes('where')) return 'operand'
  if (last === 'within') return 'window'
  if (last === 'exposure') return 'exposure'
  if (MEASURED.has(String(last))) return 'measured'
  return COMPARED.has(String(last)) ? 'comparison' : 'condition'
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (typeof key === 'symbol' ? undefined : fieldOf(at, key)), value)
}
