import type { Identifier, IdType } from '@weir/contracts'
import { identifierDigest, identifierKey } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { Model } from '../testing/linking-model.ts'
import type { ModelHit } from '../testing/linking-model.ts'

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 600)
type Random = ReturnType<typeof seededRandom>

/** Hits over a small world of identifiers, some of one hit and some of several. */
function hitsOf(random: Random, { external }: { external: boolean }): ModelHit[] {
  const types: IdType[] = ['email', 'phone', 'ttp', 'anonymous_id', ...(external ? (['external_id'] as const) : [])]
  const idOf = (): Identifier => ({ type: random.pick(types), value: `v${random.int(6)}` })
  return Array.from({ length: 1 + random.int(40) }, (_, i) => {
    const ids = new Map<string, Identifier>()
    for (let n = 1 + random.int(3); n > 0; n--) {
      const id = idOf()
      if (![...ids.values()].some(({ type }) => type === id.type)) ids.set(identifierKey(id), id)
    }
    return {
      source: random.pick(['shop', 'app']),
      channel: 'server',
      ids: [...ids.values()],
      event_time: random.int(1_000),
      eid: `e${i}`,
    }
  })
}

/** Tells the hits to a model in a random order of everything, and lets it come to rest. */
function tell(random: Random, hits: readonly ModelHit[], { byAnyAddress = false, edits = true } = {}): Model {
  const model = new Model(1 + random.int(4))
  const queue = [...hits]
  for (let turns = 0; ; turns++) {
    const waiting = model.waiting()
    if (edits && random.chance(0.1)) model.announce(random.int(model.partitions.length), 1 + random.int(3))
    if (edits && random.chance(0.15)) model.activate(random.int(model.partitions.length))
    if (queue.length > 0 && (waiting.length === 0 || random.chance(0.3))) {
      const hit = queue.shift()!
      model.hit(hit, byAnyAddress ? random.pick(hit.ids) : undefined)
    } else if (waiting.length > 0) model.take(random.pick(waiting))
    else if (!settle(model)) return model
    if (turns > 20_000) throw new Error('it does not come to rest')
  }
}

/** All partitions come under one version. @returns whether something came of it. */
function settle(model: Model): boolean {
  const wasBehind = model.partitions.some(({ version, held }) => version < 9 || held.length > 0)
  model.partitions.forEach((_, partition) => {
    model.activate(partition)
    model.announce(partition, 9)
    model.activate(partition)
  })
  return wasBehind || model.waiting().length > 0
}

/** Which hits are one person's when nothing keeps persons apart: plain union-find. */
function componentsOf(hits: readonly ModelHit[]): Map<string, string> {
  const parent = new Map<string, string>()
  const find = (key: string): string => {
    const up = parent.get(key) ?? key
    return up === key ? key : find(up)
  }
  for (const { ids } of hits) for (const id of ids) parent.set(find(identifierKey(id)), find(identifierKey(ids[0]!)))
  return new Map(hits.map(({ eid, ids }) => [eid, find(identifierKey(ids[0]!))]))
}

function eachSeed(check: (random: Random) => void): void {
  for (let seed = 1; seed <= RUNS; seed++) {
    try {
      check(seededRandom(seed))
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}

function mustBeAtRest(model: Model): void {
  for (const { held, inviting } of model.partitions) {
    expect(held).toEqual([])
    expect(inviting).toBe(0)
  }
  for (const { links } of model.everybody()) {
    expect(links.isInviting).toBe(false)
    expect(links.deferred).toEqual([])
  }
}

describe('people are linked, whatever the order of records', () => {
  it('those whom hits connect are one person, and nobody else', () => {
    eachSeed((random) => {
      const hits = hitsOf(random, { external: false })
      const model = tell(random, hits, { byAnyAddress: random.chance(0.5) })
      mustBeAtRest(model)
      const components = componentsOf(hits)
      const people = model.everybody()
      expect(people.flatMap(({ events }) => events).toSorted()).toEqual(hits.map(({ eid }) => eid).toSorted())
      for (const { events } of people) expect(new Set(events.map((eid) => components.get(eid))).size).toBe(1)
      expect(people.length).toBe(new Set(components.values()).size)
      for (const { ids, eid } of hits) for (const id of ids) expect(model.ownerOf(id)?.events).toContain(eid)
    })
  })

  it('nobody is known to a source by two external ids, and a hit that has one counts for its owner', () => {
    eachSeed((random) => {
      // One source: an id that two sources know may bring together what one of them keeps apart.
      const hits = hitsOf(random, { external: true }).map((hit) => ({ ...hit, source: 'shop' }))
      const model = tell(random, hits, { byAnyAddress: random.chance(0.5) })
      mustBeAtRest(model)
      const people = model.everybody()
      expect(people.flatMap(({ events }) => events).toSorted()).toEqual(hits.map(({ eid }) => eid).toSorted())
      for (const { identifiers } of people)
        expect(identifiers.filter(({ type }) => type === 'external_id').length).toBeLessThanOrEqual(1)
      for (const { ids, eid } of hits) {
        const external = ids.find(({ type }) => type === 'external_id')
        if (external) expect(model.ownerOf(external)?.events).toContain(eid)
      }
      for (const person of people)
        for (const id of person.identifiers) expect(model.ownerOf(id)?.id, identifierKey(id)).toBe(person.id)
    })
  })

  it('comes to rest also where two sources know a person by different ids', () => {
    eachSeed((random) => {
      const hits = hitsOf(random, { external: true })
      const model = tell(random, hits, { byAnyAddress: random.chance(0.5) })
      mustBeAtRest(model)
      expect(
        model
          .everybody()
          .flatMap(({ events }) => events)
          .toSorted(),
      ).toEqual(hits.map(({ eid }) => eid).toSorted())
    })
  })

  it('a weak identifier goes with the login that it was seen with last, in whatever order they come', () => {
    eachSeed((random) => {
      const cookie: Identifier = { type: 'ttp', value: 't' }
      const logins = Array.from({ length: 6 }, (_, i): ModelHit => {
        const ids: Identifier[] = [{ type: 'external_id', value: `x${random.int(3)}` }, cookie]
        return { source: 'shop', channel: 'pixel', ids, event_time: 10 * i, eid: `e${i}` }
      })
      // What is done without a login in between, or after the last, says nothing of whose it is.
      const visits = logins.map((hit): ModelHit => ({
        ...hit,
        ids: [cookie],
        event_time: hit.event_time + 5,
        eid: `v${hit.eid}`,
      }))
      const hits = random.chance(0.5) ? logins.flatMap((hit, i) => [hit, visits[i]!]) : logins
      const model = tell(random, random.chance(0.5) ? hits : hits.toReversed())
      expect(model.ownerOf(cookie)?.id).toBe(model.ownerOf(logins.at(-1)!.ids[0]!)?.id)
      expect(model.everybody().filter(({ identifiers }) => identifiers.some(({ type }) => type === 'ttp')).length).toBe(1)
    })
  })

  it('an identifier that linked 20 strong ones links nobody more, and 100,000 visitors cost a record each', () => {
    const model = new Model(4)
    const shared: Identifier = { type: 'ttp', value: 'kiosk' }
    const idle = (): void => {
      for (let waiting = model.waiting(); waiting.length > 0; waiting = model.waiting()) model.take(waiting[0]!)
    }
    const visit = (i: number): void => {
      model.hit({
        source: 'shop',
        channel: 'server',
        ids: [{ type: 'email', value: `e${i}` }, shared],
        event_time: i,
        eid: `e${i}`,
      })
      idle()
    }
    for (let i = 0; i < 20; i++) visit(i)
    expect(model.everybody().length).toBe(1)
    const before = model.taken
    for (let i = 20; i < 1_020; i++) visit(i)
    expect(model.everybody().length).toBe(1_001)
    expect(model.taken - before).toBe(2_000)
    model.hit({ source: 'shop', channel: 'server', ids: [shared], event_time: 2_000, eid: 'alone' })
    idle()
    const alone = model.everybody().find(({ events }) => events.includes('alone'))
    expect(alone?.events).toEqual(['alone'])
    expect(model.ownerOf(shared)?.id).toBe(alone?.id)
    expect(alone?.id).not.toBe(identifierDigest(shared))
  })

  it('a hit of a pixel unites no two of one type, and one of a server does', () => {
    const addresses = Array.from({ length: 15 }, (_, i): Identifier => ({ type: 'email', value: `e${i}` }))
    const peopleAfter = (channel: 'pixel' | 'server'): number => {
      const model = new Model(3)
      for (const [i, id] of addresses.entries())
        model.hit({ source: 'shop', channel: 'server', ids: [id], event_time: i, eid: `e${i}` })
      model.hit({ source: 'shop', channel, ids: addresses, event_time: 99, eid: 'all' })
      for (let waiting = model.waiting(); waiting.length > 0; waiting = model.waiting()) model.take(waiting[0]!)
      return model.everybody().length
    }
    expect(peopleAfter('pixel')).toBe(15)
    expect(peopleAfter('server')).toBe(1)
  })

  it('a person of 1,000 identifiers is found by each', () => {
    const model = new Model(3)
    const random = seededRandom(5)
    const ids = Array.from({ length: 1_000 }, (_, i): Identifier => ({ type: 'email', value: `e${i}` }))
    ids
      .slice(1)
      .forEach((id, i) => model.hit({ source: 'shop', channel: 'server', ids: [ids[i]!, id], event_time: i, eid: `e${i}` }))
    for (let waiting = model.waiting(); waiting.length > 0; waiting = model.waiting()) model.take(random.pick(waiting))
    expect(model.everybody().length).toBe(1)
    for (const id of ids) expect(model.ownerOf(id)?.id).toBe(model.everybody()[0]!.id)
    // Records per link, whatever the order: none grows with the size of the person.
    expect(model.taken / ids.length).toBeLessThan(20)
  })
})
