// Held by packages/segmentation/src/program/program.test.ts

import { canonicalName } from '@weir/contracts'
import type { EventHit, Selector, Where } from '@weir/contracts'
import { whereTest } from './operators.ts'

/** The fields of an event that selectors and conditions read. */
export type EventFields = Pick<EventHit, 'name' | 'source' | 'event_time' | 'body'>

/** The canonical names that a selector asks for, or its prefix. */
export interface Names {
  names: readonly string[] | undefined
  prefix: string | undefined
}

export function namesOf(selector: Selector): Names {
  const sent = selector.names ?? (selector.name === undefined ? undefined : [selector.name])
  return { names: sent && [...new Set(sent.map(canonicalName))], prefix: selector.name_prefix }
}

/** Returns the names of all selectors. One prefix among them makes it every name. */
export function namesOfAll(selectors: readonly Selector[]): Names {
  const each = selectors.map(namesOf)
  if (each.every(({ names }) => names !== undefined))
    return { names: [...new Set(each.flatMap(({ names }) => names!))], prefix: undefined }
  return { names: undefined, prefix: '' }
}

export function isNamed({ names, prefix }: Names, name: string): boolean {
  return names ? names.includes(name) : name.startsWith(prefix!)
}

export function compileSelector(selector: Selector): (hit: EventFields) => boolean {
  const named = namesOf(selector)
  const { source, where = [] } = selector
  if (where.length === 0) return (hit) => isNamed(named, hit.name) && (source === undefined || hit.source === source)
  const tests = where.map(whereTest)
  return (hit) =>
    isNamed(named, hit.name) && (source === undefined || hit.source === source) && tests.every((test) => test(hit.body))
}

/** Texts at a path; an event needs one of them to be selected, so an index can look them up. */
export interface Hint {
  path: string
  texts: readonly string[]
}

/** Returns the first test of a selector that asks for certain texts, if there is one. */
export function hintOf({ where = [] }: Selector): Hint | undefined {
  for (const { path, op, value } of where) {
    const texts = textsOf(op, value)
    if (texts) return { path, texts }
  }
  return undefined
}

function textsOf(op: Where['op'], value: unknown): string[] | undefined {
  const operands: unknown[] = op === 'eq' ? [value] : op === 'in' && Array.isArray(value) ? value : []
  return operands.length > 0 && operands.every((operand) => typeof operand === 'string') ? operands : undefined
}

/** Returns the same text for definitions that differ only in the order of their keys. */
export function canonicalKey(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
}
