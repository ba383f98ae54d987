import { KINDS } from './rules/kind-of.ts'
import type { SegmentDefinition } from './segment.ts'
import { isObject } from './objects.ts'
import type { Guard } from './stored-json.ts'

/**
 * Whether parsed JSON is a list of definitions, as far as a list and its rules' structure go. The
 * schema of rules is not asked: it judges what comes in today, and what is stored passed the one of
 * its day.
 */
export const isDefinitions: Guard<SegmentDefinition[]> = (value): value is SegmentDefinition[] =>
  Array.isArray(value) && value.every(isDefinition)

function isDefinition(value: unknown): boolean {
  if (!isObject(value)) return false
  const { id, number, version, name, rule, purposes, thresholds } = value
  const isNamed = typeof id === 'string' && typeof name === 'string'
  const isNumbered = Number.isSafeInteger(number) && Number.isSafeInteger(version)
  return isNamed && isNumbered && isRule(rule) && isListOrAbsent(purposes, isText) && isListOrAbsent(thresholds, isObject)
}

function isListOrAbsent(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isItem))
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isRule(value: unknown): boolean {
  if (!isObject(value)) return false
  const { all, any, not } = value
  if (all !== undefined || any !== undefined) return [all, any].every((group) => group === undefined || isRules(group))
  return not === undefined ? KINDS.some((kind) => value[kind] !== undefined) : isRule(not)
}

function isRules(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRule)
}
