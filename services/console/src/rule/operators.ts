import type { Op, PathMeasure } from '@weir/contracts'

/** Tests on a value, in the order of menus. */
export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'exists',
  'not_exists',
  'before',
  'after',
] as const satisfies readonly Op[]

/** Comparisons of a number. */
export const COMPARISONS = ['gte', 'gt', 'lte', 'lt', 'eq', 'ne', 'between'] as const
export type ComparisonName = (typeof COMPARISONS)[number]

export const MEASURES_OF_PATHS = [
  'sum',
  'avg',
  'median',
  'min',
  'max',
  'first',
  'last',
  'distinct',
] as const satisfies readonly PathMeasure[]

/** Tests of dates relative to now. */
export const RELATIVE = ['in_last', 'not_in_last', 'in_next'] as const

/** `30` of the text "30", true of "true", otherwise the text: what a person means who types it. */
export function scalarOf(text: string): string | number | boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** The operand that an operator takes, of what was typed. */
export function operandOf(op: Op, text: string): string | number | boolean | (string | number | boolean)[] | undefined {
  if (op === 'exists' || op === 'not_exists') return undefined
  if (op === 'in' || op === 'not_in')
    return text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map(scalarOf)
  if (op === 'between') return text.split(/\s*(?:,|–|\.\.)\s*/).map(Number)
  if (op === 'contains' || op === 'starts_with' || op === 'before' || op === 'after') return text
  return scalarOf(text)
}

/** The same as text. */
export function operandText(value: unknown): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object' && value !== null && 'path' in value) return String(value.path)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
