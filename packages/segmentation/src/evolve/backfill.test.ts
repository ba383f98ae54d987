import { Condition, segmentNumber } from '@weir/contracts'
import { expect, test } from 'vitest'
import { evaluateReaders } from './transitions.ts'
import { mergeBackfill } from './backfill.ts'
import { newPerson } from '../profile/person.ts'
import { compile } from '../program/compile.ts'
import { emptyWindowState } from '../state/window-state.ts'

test('a bucket that comes from history counts for all that it stands for', () => {
  const rule = Condition.parse({ event: { name: 'Purchase' }, within: '7d', count: { gte: 3 } })
  const program = compile(1, [{ id: 's', number: segmentNumber('s'), version: 1, name: 's', rule }])
  const [spec] = program.stateSpecs.values()
  const entry = { t: 1_000, eid: 'a'.repeat(16), n: 1, units: 0, text: '' }
  const person = newPerson('', 1, 1)
  const past = newPerson('', 1, 1)
  person.windowStates.set(spec!.id, { ...emptyWindowState(), entries: [{ ...entry, t: 2_000 }] })
  past.windowStates.set(spec!.id, { ...emptyWindowState(), entries: [{ ...entry, eid: '', n: 5 }], merged: true })
  mergeBackfill(person, past)
  // When the bucket leaves: it is what makes them three.
  expect(evaluateReaders(program, spec!, person.windowStates.get(spec!.id)!, 3_000)).toBe(1_000 + 7 * 86_400_000)
})
