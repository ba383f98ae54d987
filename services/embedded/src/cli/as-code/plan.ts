import { isDeepStrictEqual } from 'node:util'
import type { DefinitionKind, FileDefinition } from './definition.ts'

export type PlanStep<I> =
  | { kind: 'create' | 'change'; definition: FileDefinition<I>; fields: readonly string[] }
  | { kind: 'unchanged'; definition: FileDefinition<I> }
  | { kind: 'delete'; id: string; lost: string }

/**
 * What makes the present ones those of the files. Those without a file are left alone, or deleted
 * with `prune`; deletions come last.
 */
export function planOf<I extends object, P extends I & { id: string }>(
  kind: DefinitionKind<I, P>,
  defined: readonly FileDefinition<I>[],
  present: readonly P[],
  prune: boolean,
): PlanStep<I>[] {
  const before = new Map(present.map((one) => [one.id, one]))
  const kept = new Set(defined.map(({ id }) => id))
  const steps = defined.map((definition): PlanStep<I> => {
    const old = before.get(definition.id)
    if (!old) return { kind: 'create', definition, fields: [] }
    const fields = kind.fields.filter((field) => !isSame(kind.sets.includes(field), old[field], definition.input[field]))
    return fields.length === 0 ? { kind: 'unchanged', definition } : { kind: 'change', definition, fields }
  })
  const gone = prune ? present.filter(({ id }) => !kept.has(id)) : []
  return [...steps, ...gone.map((one): PlanStep<I> => ({ kind: 'delete', id: one.id, lost: kind.lost(one) }))]
}

/** Whether anything is to be done. */
export function changes(steps: readonly PlanStep<unknown>[]): boolean {
  return steps.some(({ kind }) => kind !== 'unchanged')
}

/** A line per step and one that sums up. */
export function describePlan(steps: readonly PlanStep<unknown>[]): string {
  const count = (kind: PlanStep<unknown>['kind']): number => steps.filter((step) => step.kind === kind).length
  const deletions = count('delete')
  const sum = `${count('create')} to create, ${count('change')} to change, ${count('unchanged')} unchanged`
  return [...steps.map(describe), '', `${sum}${deletions > 0 ? `, ${deletions} to delete` : ''}`].join('\n')
}

function describe(step: PlanStep<unknown>): string {
  const label = step.kind.padEnd('unchanged'.length)
  if (step.kind === 'delete') return `${label}  ${step.id} (${step.lost})`
  if (step.kind === 'change') return `${label}  ${step.definition.id} (${step.fields.join(', ')})`
  return `${label}  ${step.definition.id}`
}

/** What was written, whatever the order of keys, and of a set. */
function isSame(isSet: boolean, a: unknown, b: unknown): boolean {
  return isSet && Array.isArray(a) && Array.isArray(b) ? isDeepStrictEqual(new Set(a), new Set(b)) : isDeepStrictEqual(a, b)
}
