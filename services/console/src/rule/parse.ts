import type { Condition } from '@weir/contracts'
import { RULE_KINDS } from './kinds.ts'

/**
 * A rule of a text, of an address or of what was typed. It is looked at only as far as the editor
 * needs: the service says what else is wrong with it.
 */
export function parsedRule(text: string): Condition | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRule(value) ? value : undefined
  } catch {
    // Not JSON: the caller says so.
    return undefined
  }
}

function isRule(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if ('all' in value) return areRules(value.all)
  if ('any' in value) return areRules(value.any)
  if ('not' in value) return isRule(value.not)
  if ('event' in value) return isSelector(value.event) && 'within' in value
  if ('sequence' in value) return Array.isArray(value.sequence) && 'span' in value && 'within' in value
  if ('ratio' in value) return Array.isArray(value.ratio) && value.ratio.length === 2 && 'within' in value
  return RULE_KINDS.some((kind) => kind in value)
}

const isSelector = (value: unknown): boolean => typeof value === 'object' && value !== null

const areRules = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isRule)
