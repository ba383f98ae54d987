import type { SegmentInput } from '@weir/contracts'
import { expect, test } from 'vitest'
import type { PresentSegment } from '../segments/answer.ts'
import { SEGMENT_KIND } from '../segments/kind.ts'
import type { FileDefinition } from './definition.ts'
import { changes, describePlan, planOf as planOfKind } from './plan.ts'

const planOf = (files: readonly FileDefinition<SegmentInput>[], there: readonly PresentSegment[], prune: boolean) =>
  planOfKind(SEGMENT_KIND, files, there, prune)

const INPUT: SegmentInput = { name: 'x', rule: { event: { name: 'Purchase' }, within: '7d' } }

const defined = (id: string, input: SegmentInput = INPUT): FileDefinition<SegmentInput> => ({ id, file: `${id}.yaml`, input })
const present = (id: string, input: SegmentInput = INPUT): PresentSegment => ({
  ...input,
  id,
  size: 1200,
  version: 1,
  status: 'live',
})

test('creates what is new, changes what differs, leaves the rest, deletes only when asked', () => {
  const files = [defined('a'), defined('b', { ...INPUT, name: 'y', min_size: 10 }), defined('c')]
  const there = [present('b'), present('c'), present('d')]
  const steps = planOf(files, there, true)
  expect(steps.map(({ kind }) => kind)).toEqual(['create', 'change', 'unchanged', 'delete'])
  expect(describePlan(steps)).toBe(
    [
      'create     a',
      'change     b (name, min_size)',
      'unchanged  c',
      'delete     d (1,200 in it now)',
      '',
      '1 to create, 1 to change, 1 unchanged, 1 to delete',
    ].join('\n'),
  )
  expect(planOf(files, there, false).map(({ kind }) => kind)).toEqual(['create', 'change', 'unchanged'])
})

test('nothing changes when only the order of keys or purposes differs', () => {
  const a: SegmentInput = { ...INPUT, purposes: ['profiling', 'personalised_ads'] }
  const b: SegmentInput = {
    purposes: ['personalised_ads', 'profiling'],
    rule: { within: '7d', event: { name: 'Purchase' } },
    name: 'x',
  }
  expect(changes(planOf([defined('a', a)], [present('a', b)], true))).toBe(false)
})

test('what a file no longer says is a change', () => {
  const steps = planOf([defined('a')], [present('a', { ...INPUT, description: 'old', purposes: ['profiling'] })], false)
  expect(steps).toEqual([expect.objectContaining({ kind: 'change', fields: ['description', 'purposes'] })])
})
