import { Condition, segmentNumber } from '@weir/contracts'
import { expect, test } from 'vitest'
import { lookAt } from './flips.ts'
import { takeInHistory } from './history.ts'
import { newPerson } from './person.ts'
import { compile } from './program.ts'
import { emptyTrack } from './track.ts'

test('a bucket that comes from history counts for all that it stands for', () => {
  const rule = Condition.parse({ event: { name: 'Purchase' }, within: '7d', count: { gte: 3 } })
  const program = compile(1, [{ id: 's', number: segmentNumber('s'), version: 1, name: 's', rule }])
  const [track] = program.tracks.values()
  const entry = { t: 1_000, eid: 'a'.repeat(16), n: 1, units: 0, text: '' }
  const person = newPerson('', 1, 1)
  const past = newPerson('', 1, 1)
  person.tracks.set(track!.id, { ...emptyTrack(), entries: [{ ...entry, t: 2_000 }] })
  past.tracks.set(track!.id, { ...emptyTrack(), entries: [{ ...entry, eid: '', n: 5 }], merged: true })
  takeInHistory(person, past)
  // When the bucket leaves: it is what makes them three.
  expect(lookAt(track!, person.tracks.get(track!.id)!, 3_000)).toBe(1_000 + 7 * 86_400_000)
})
