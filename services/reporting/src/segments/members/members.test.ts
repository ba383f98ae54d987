import { DEFINITIONS_VERSION_KEY, definitionsKey, membershipPurposes, ruleKey, segmentNumber } from '@weir/contracts'
import type { Condition, KeptVersion, SegmentDefinition } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOW, addPeople, createWorld, keep } from '../../../test/world.ts'
import type { Somebody, World } from '../../../test/world.ts'

/**
 * What is shown of a segment while an edit of it is under way, by every state that the fold can
 * leave.
 */

const DAY = 86_400_000
const SWITCHED = NOW - 500
const number = segmentNumber('visitors')
/** The bitmap that `addPeople` fills, and another. */
const [FIRST, SECOND] = [number, 50]
const before: Condition = { trait: 'visited', in_last: '2d' }
const after: Condition = { trait: 'country', eq: 'DE' }

const traits = { visited: new Date(NOW - DAY).toISOString() }
const person = (value: string, more: Partial<Somebody> = {}): Somebody => ({
  identifiers: [{ type: 'external_id', value }],
  member: ['visitors'],
  traits,
  ...more,
})

let world: World
let ids: string[]
beforeEach(async () => {
  world = await createWorld({ deps: { awaitDefinitions: async () => undefined } })
  await world.ask('PUT', '/v1/segments/visitors', { name: 'Visitors', rule: after })
  ids = await addPeople(world.fold, [
    person('ann', { since: NOW - 2000 }),
    person('bob', { since: NOW - 100 }),
    person('cem', { member: [] }),
    person('eve', { denied: ['personalised_ads'] }),
    person('dan', { member: [] }),
  ])
})
afterEach(() => world[Symbol.asyncDispose]())

function definition(rule: Condition): SegmentDefinition {
  return { id: 'visitors', number, version: 1, name: 'Visitors', rule }
}

function version(rule: Condition, bitmap: number, more: Partial<KeptVersion> = {}): KeptVersion {
  const of = definition(rule)
  return {
    rule: ruleKey(of, () => undefined),
    since: bitmap === FIRST ? 1 : 2,
    bitmap,
    purposes: membershipPurposes(of),
    ...more,
  }
}

const state = {
  untouched: [version(before, FIRST)],
  switching: [version(after, SECOND, { filling: true }), version(before, FIRST, { frozenAt: SWITCHED })],
  done: [version(after, SECOND), version(before, FIRST, { frozenAt: SWITCHED })],
  released: [version(after, SECOND)],
  fresh: [version(after, SECOND, { filling: true })],
}

/** @param versions of both partitions, or of each. */
async function follows(first: KeptVersion[], second = first): Promise<void> {
  for (const [partition, versions] of [first, second].entries()) {
    const one = { ...world.fold, partitions: 1, acquire: () => world.fold.acquire(partition) }
    await keep(one, [[number, versions]])
  }
}

/** Sets bits that people's own state says nothing of. */
async function setBits(bitmap: number, ordinals: readonly number[]): Promise<void> {
  for (let partition = 0; partition < world.fold.partitions; partition++) {
    const lease = await world.fold.acquire(partition)
    const own = new Set((await lease.ordinals(0, 100)).map(({ ordinal }) => ordinal))
    const position = await lease.position()
    const members = ordinals.filter((o) => own.has(o)).map((ordinal) => ({ segment: bitmap, ordinal, member: true }))
    await lease.commit({ expect: position, position, members })
  }
}

interface Shown {
  members: { person: string; since: string; until: string | null }[]
  cursor: string | null
}

const ask = async (path: string): Promise<Shown> => (await world.ask('GET', `/v1/segments/visitors/members${path}`)).json<Shown>()
const about = async (): Promise<{ status: string; size: number; matchable: Record<string, number> }> =>
  (await world.ask('GET', '/v1/segments/visitors')).json()
const iso = (ms: number): string => new Date(ms).toISOString()
/** Sorted. */
const idsOf = (...numbers: number[]): string[] => numbers.map((i) => ids[i] ?? '').sort()
const [ANN, BOB, CEM, EVE, DAN] = [0, 1, 2, 3, 4]

describe('a segment that is filled for the first time', () => {
  it('has nobody to show, and says why', async () => {
    await setBits(SECOND, [ANN, BOB])
    await follows(state.fresh)
    expect(await about()).toMatchObject({ status: 'backfilling', size: 0, matchable: { EXTERNAL_ID_SHA256: 0 } })
    expect((await ask('')).members).toEqual([])
    const file = await world.ask('GET', '/v1/segments/visitors/export')
    expect([file.body.trim().split('\n').length, file.headers['x-weir-segment-status']]).toEqual([1, 'backfilling'])
    const answer = await world.ask('POST', '/v1/segments/overlap', { segments: ['visitors', 'visitors2'] })
    expect(answer.statusCode).toBe(404)
  })

  it('has nobody to show while one partition is through and another is not', async () => {
    await setBits(SECOND, [ANN, BOB, CEM, DAN])
    await follows(state.released, state.fresh)
    expect(await about()).toMatchObject({ status: 'backfilling', size: 0 })
    expect((await ask('')).members).toEqual([])
  })
})

describe('a segment that is being edited', () => {
  it('shows who is in by the old rule, and until when by the old rule, before anything is switched', async () => {
    await follows(state.untouched)
    for (let partition = 0; partition < 2; partition++) {
      const lease = await world.fold.acquire(partition)
      const position = await lease.position()
      const puts = [
        { key: definitionsKey('live'), value: Buffer.from(JSON.stringify([definition(before)])) },
        { key: DEFINITIONS_VERSION_KEY, value: Buffer.from('1') },
      ]
      await lease.commit({ expect: position, position, puts })
    }
    expect(await about()).toMatchObject({ status: 'backfilling', size: 3 })
    const { members } = await ask('')
    expect(members.map(({ person: id }) => id).sort()).toEqual(idsOf(ANN, BOB))
    expect(members.map(({ until }) => until)).toEqual([iso(NOW + DAY), iso(NOW + DAY)])
  })

  it('shows those in the old bitmap, whatever their own state says by now, but no one without consent', async () => {
    await setBits(FIRST, [CEM])
    await setBits(SECOND, [DAN])
    await follows(state.switching)
    expect(await about()).toMatchObject({ status: 'backfilling', size: 4, matchable: { EXTERNAL_ID_SHA256: 3 } })
    const { members } = await ask('')
    expect(Object.fromEntries(members.map((member) => [member.person, member]))).toEqual({
      [ids[ANN]!]: { person: ids[ANN], since: iso(NOW - 2000), until: null },
      // Their own state has nothing from before the switch.
      [ids[BOB]!]: { person: ids[BOB], since: iso(SWITCHED), until: null },
      [ids[CEM]!]: { person: ids[CEM], since: iso(SWITCHED), until: null },
    })
    const file = await world.ask('GET', '/v1/segments/visitors/export')
    expect(file.body.trim().split('\n')).toHaveLength(4)
    expect(file.headers['x-weir-segment-status']).toBe('backfilling')
  })

  it('shows every person in just the segments whose lists show them', async () => {
    await setBits(FIRST, [CEM])
    await setBits(SECOND, [ANN, BOB, EVE])
    const segmentsOf = async (id: string | undefined): Promise<object[]> =>
      (await world.ask('GET', `/v1/people/person:${id}`)).json<{ memberships: object[] }>().memberships
    for (const versions of Object.values(state)) {
      await follows(versions)
      const { members } = await ask('')
      for (const id of ids) {
        const listed = members.filter((member) => member.person === id)
        const expected = listed.map(({ since, until }) => ({ segment: 'visitors', name: 'Visitors', since, until }))
        expect(await segmentsOf(id)).toEqual(expected)
      }
    }
  })

  it('shows the old members as long as one partition is not through, and then the new ones', async () => {
    await setBits(SECOND, [ANN])
    for (const [first, second] of [
      [state.done, state.switching],
      [state.switching, state.done],
      [state.done, state.untouched],
      [state.untouched, state.switching],
    ]) {
      await follows(first!, second)
      expect(await about()).toMatchObject({ status: 'backfilling', size: 3 })
      expect((await ask('')).members.map(({ person: id }) => id).sort()).toEqual(idsOf(ANN, BOB))
    }
    await follows(state.done, state.released)
    expect(await about()).toMatchObject({ status: 'live', size: 1 })
    expect((await ask('')).members).toEqual([{ person: ids[ANN], since: iso(NOW - 2000), until: null }])
  })
})

describe('a cursor', () => {
  it('goes on with the version that it began with, while that is kept', async () => {
    await follows(state.switching)
    const first = await ask('?limit=1')
    await setBits(SECOND, [DAN])
    await follows(state.done)
    expect((await about()).size).toBe(1)
    const second = await ask(`?limit=5&cursor=${first.cursor}`)
    expect([...first.members, ...second.members].map(({ person: id }) => id).sort()).toEqual(idsOf(ANN, BOB))
    expect(second.cursor).toBeNull()
  })

  it('says so when that version is gone, and when it is none of this segment', async () => {
    await follows(state.switching)
    const { cursor } = await ask('?limit=1')
    await follows(state.released)
    const answer = await world.ask('GET', `/v1/segments/visitors/members?cursor=${cursor}`)
    expect([answer.statusCode, answer.json()]).toMatchObject([
      409,
      { code: 'conflict', detail: expect.stringContaining('begin anew') },
    ])
    const old = Buffer.from(JSON.stringify([number, 0, 0])).toString('base64url')
    for (const bad of [old, 'x', Buffer.from('[1,"x",0,0]').toString('base64url')])
      expect((await world.ask('GET', `/v1/segments/visitors/members?cursor=${bad}`)).statusCode).toBe(400)
  })
})
