import { kindOf, unknownKind } from '@weir/contracts'
import type { LeafCondition, PersonEvent } from '@weir/contracts'
import type { Explanation, Reason } from '@weir/segmentation'
import type { AuditEvidence } from '../shared/auditor.ts'

/** Eids shown per condition, the newest. */
const EIDS_MAX = 5

export function toEvidence({ member, known, consent, rule }: Explanation): AuditEvidence {
  const denied = consent.filter(({ granted }) => !granted).map(({ purpose }) => purpose)
  return { member, known, denied, conditions: conditionsOf(rule, []) }
}

function conditionsOf(reason: Reason, path: readonly string[]): AuditEvidence['conditions'] {
  switch (reason.kind) {
    case 'all':
    case 'any':
      return reason.parts.flatMap((part, i) => conditionsOf(part, [...path, reason.kind, String(i)]))
    case 'not':
      return conditionsOf(reason.part, [...path, 'not'])
    case 'consented':
      return [{ path: path.join('.'), holds: reason.holds, events: 0, eids: [] }]
    case 'condition': {
      const { holds, condition, value, events } = reason
      const eids = events.slice(-EIDS_MAX).map(({ eid }) => eid)
      const measured = mayBeLogged(condition) && typeof value === 'number' ? { value } : {}
      return [{ path: path.join('.'), holds, ...measured, events: events.length, eids }]
    }
  }
}

/**
 * Whether the value of a condition may stand in a log: how often a person did something may; what
 * is said about them (a trait, a score) is personal even where it is a number.
 */
function mayBeLogged(condition: LeafCondition): boolean {
  const { kind } = kindOf(condition)
  switch (kind) {
    case 'event':
    case 'exposure':
    case 'affinity':
    case 'ratio':
    case 'touch':
      return true
    case 'sequence':
    case 'trait':
      return false
    default:
      return unknownKind(kind)
  }
}

/**
 * The stream keeps at least this many exact entries per condition (docs/semantics.md, bounded
 * state).
 */
const EXACT_ENTRIES_MIN = 512

/**
 * Whether the stream may have put some of this history into buckets, and so may be late by one of
 * them.
 */
export function mayBeInexact(history: readonly PersonEvent[]): boolean {
  let entries = 0
  for (const { hit } of history) entries += Math.max(1, ...scalarsByPath(hit.body, '', new Map()).values())
  return entries > EXACT_ENTRIES_MIN
}

/**
 * How many scalars stand behind each path, arrays walked. An event gives a condition at most as
 * many entries.
 */
function scalarsByPath(node: unknown, path: string, counts: Map<string, number>): Map<string, number> {
  if (Array.isArray(node)) for (const item of node) scalarsByPath(item, path, counts)
  else if (typeof node !== 'object') counts.set(path, (counts.get(path) ?? 0) + 1)
  else if (node !== null) for (const [key, child] of Object.entries(node)) scalarsByPath(child, `${path}.${key}`, counts)
  return counts
}
