import { seededRandom } from '@weir/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { mustFindSegment } from '../shared/find.ts'
import { sampleMembers } from './sample.ts'

const PEOPLE = 10_000
const random = seededRandom(62)
/** Ordinals of about half of them. */
const MEMBERS = Array.from({ length: PEOPLE }, (_, i) => i).filter(() => random.chance(0.5))
let world: World
beforeAll(async () => {
  world = await createWorld()
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  for (const id of ['half', 'empty']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  const isMember = new Set(MEMBERS)
  const people = Array.from({ length: PEOPLE }, (_, i) => ({
    identifiers: [{ type: 'external_id' as const, value: `p${i}` }] as [{ type: 'external_id'; value: string }],
    member: isMember.has(i) ? ['half'] : [],
    ...(i % 20 === 0 ? { denied: ['profiling' as const] } : {}),
  }))
  await addPeople(world.fold, people)
})
afterAll(() => world[Symbol.asyncDispose]())

/** Ordinals of who was handed out, and of everybody who was looked at. */
async function draw(most: number, id = 'half'): Promise<{ given: number[]; seen: number[] }> {
  const given: number[] = []
  const seen: number[] = []
  for await (const { members, ordinals } of sampleMembers(world.deps, mustFindSegment(world.config, id), NOW, most)) {
    given.push(...members.map(({ person }) => person.ordinal))
    seen.push(...ordinals)
  }
  return { given, seen }
}

describe('a sample of members', () => {
  it('is all of them, where they are few enough', async () => {
    const { given, seen } = await draw(MEMBERS.length)
    expect(seen.toSorted((a, b) => a - b)).toEqual(MEMBERS)
    expect(given.toSorted((a, b) => a - b)).toEqual(MEMBERS.filter((ordinal) => ordinal % 20 !== 0))
    expect(await draw(10, 'empty')).toEqual({ given: [], seen: [] })
  })

  it('of more is about so many, each once, from the first to the last, and nobody who may not be handed out', async () => {
    for (const most of [500, 1_500]) {
      const { given, seen } = await draw(most)
      expect(new Set(seen).size).toBe(seen.length)
      const known = new Set(MEMBERS)
      expect(seen.every((ordinal) => known.has(ordinal))).toBe(true)
      expect(seen.length).toBeGreaterThan(0.8 * most)
      expect(seen.length).toBeLessThan(1.3 * most)
      expect(given.filter((ordinal) => ordinal % 20 === 0)).toEqual([])
      expect(given.length).toBeLessThan(seen.length)
      for (const part of [0, 1, 2, 3]) {
        const own = seen.filter((ordinal) => Math.floor((4 * ordinal) / PEOPLE) === part)
        expect(own.length, `quarter ${part} of ${most}`).toBeGreaterThan(most / 6)
      }
    }
  })
})
