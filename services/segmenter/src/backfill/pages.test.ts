import { newPerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { describe, expect, test } from 'vitest'
import { emptyPages, firstOrdinalOf, loadPages, putPage, pageOfOrdinal } from './pages.ts'

const PARTITIONS = 3
const ordinals = Array.from({ length: 40 }, (_, i) => (i * 5 + 1) * PARTITIONS + 2)

function counted(ordinal: number): Person {
  const person = newPerson('0'.repeat(32), ordinal, 7)
  person.firstSeen = 1_700_000_000_000
  person.asOf = person.firstSeen
  const eid = ordinal.toString(16).padStart(16, '0')
  const entries = [{ t: person.firstSeen - ordinal, eid, n: 1, units: 0, text: '' }]
  person.windowStates.set(ordinal, {
    entries,
    exactFrom: ordinal,
    evaluations: undefined,
    merged: false,
    buckets: 0,
    tallies: undefined,
    guesses: false,
    stale: false,
  })
  return person
}

describe('a sheet', () => {
  const page = putPage(0, 7, ordinals.map(counted))
  const view = { load: async (keys: readonly string[]) => keys.map((key) => (key === page.key ? page.value : undefined)) }

  test('has everybody who was put on it, and nobody else', async () => {
    const staged = await loadPages(view, 7, [5], PARTITIONS)
    for (const ordinal of ordinals) {
      const [[id, state] = []] = staged.of(ordinal)?.windowStates ?? []
      expect(id).toBe(ordinal)
      expect(state).toMatchObject(counted(ordinal).windowStates.get(ordinal)!)
      expect(staged.of(ordinal + 1)).toBeUndefined()
    }
    expect(staged.all(0).map((person) => person.ordinal)).toEqual(ordinals)
    expect(staged.of(firstOrdinalOf(1, PARTITIONS))).toBeUndefined()
  })

  test('that waits for other definitions is none', async () => {
    const staged = await loadPages(view, 8, ordinals, PARTITIONS)
    expect(staged.of(ordinals[0]!)).toBeUndefined()
    expect(staged.all(0)).toEqual([])
  })

  test('is gone when it was emptied', async () => {
    const [empty] = emptyPages(1)
    expect(empty?.key).toBe(page.key)
    const staged = await loadPages({ load: async (keys) => keys.map(() => empty?.value) }, 7, ordinals, PARTITIONS)
    expect(staged.of(ordinals[0]!)).toBeUndefined()
  })

  test('begins where the one before it ends', () => {
    for (const number of [0, 1, 17]) {
      expect(pageOfOrdinal(firstOrdinalOf(number, PARTITIONS), PARTITIONS)).toBe(number)
      expect(pageOfOrdinal(firstOrdinalOf(number + 1, PARTITIONS) - 1, PARTITIONS)).toBe(number)
    }
  })
})
