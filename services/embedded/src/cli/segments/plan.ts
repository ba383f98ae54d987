import { isDeepStrictEqual } from 'node:util'
import type { SegmentInput } from '@weir/contracts'
import { whole } from '../table.ts'
import type { PresentSegment } from './answer.ts'
import type { DefinedSegment } from './definition-file.ts'

export type PlanStep =
  | { kind: 'create' | 'change'; segment: DefinedSegment; fields: readonly string[] }
  | { kind: 'unchanged'; segment: DefinedSegment }
  | { kind: 'delete'; id: string; size: number | null }

const FIELDS = ['name', 'description', 'rule', 'purposes', 'min_size'] as const

/**
 * What makes the present segments those of the files. Segments without a file are left alone, or
 * deleted with `prune`; deletions come last.
 */
export function planOf(defined: readonly DefinedSegment[], present: readonly PresentSegment[], prune: boolean): PlanStep[] {
  const before = new Map(present.map((segment) => [segment.id, segment]))
  const kept = new Set(defined.map(({ id }) => id))
  const steps = defined.map((segment): PlanStep => {
    const old = before.get(segment.id)
    if (!old) return { kind: 'create', segment, fields: [] }
    const fields = FIELDS.filter((field) => !sameField(field, old, segment.input))
    return fields.length === 0 ? { kind: 'unchanged', segment } : { kind: 'change', segment, fields }
  })
  const gone = prune ? present.filter(({ id }) => !kept.has(id)) : []
  return [...steps, ...gone.map(({ id, size }): PlanStep => ({ kind: 'delete', id, size }))]
}

/** Whether anything is to be done. */
export function changes(steps: readonly PlanStep[]): boolean {
  return steps.some(({ kind }) => kind !== 'unchanged')
}

/** A line per step and one that sums up. */
export function describePlan(steps: readonly PlanStep[]): string {
  const count = (kind: PlanStep['kind']): number => steps.filter((step) => step.kind === kind).length
  const deletions = count('delete')
  const sum = `${count('create')} to create, ${count('change')} to change, ${count('unchanged')} unchanged`
  return [...steps.map(describe), '', `${sum}${deletions > 0 ? `, ${deletions} to delete` : ''}`].join('\n')
}

function describe(step: PlanStep): string {
  const label = step.kind.padEnd('unchanged'.length)
  if (step.kind === 'delete') return `${label}  ${step.id} (${whole(step.size)} in it now)`
  if (step.kind === 'change') return `${label}  ${step.segment.id} (${step.fields.join(', ')})`
  return `${label}  ${step.segment.id}`
}

/** Purposes are a set; all else is what was written, whatever the order of keys. */
function sameField(field: (typeof FIELDS)[number], a: SegmentInput, b: SegmentInput): boolean {
  if (field !== 'purposes') return isDeepStrictEqual(a[field], b[field])
  return isDeepStrictEqual(a.purposes && new Set(a.purposes), b.purposes && new Set(b.purposes))
}
