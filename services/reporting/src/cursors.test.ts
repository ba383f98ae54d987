import { segmentNumber } from '@weir/contracts'
import { Registry, keyId } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Somebody, World } from '../test/world.ts'
import { addPeople, createWorld } from '../test/world.ts'
import { reportingRoutes } from './routes.ts'
import { toCursor } from './segments/members/cursor.ts'
import { createCursors } from './shared/cursors.ts'

/** Every list that has cursors: members and segments. */

const DAY = 86_400_000
const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }
const LISTS = ['/v1/segments/buyers/members', '/v1/segments']
const somebody = (name: string): Somebody => ({
  identifiers: [{ type: 'external_id', value: name }],
  member: ['buyers', 'lookers'],
})

let world: World
let reader: string
beforeAll(async () => {
  world = await createWorld()
  reader = await world.key(['read'])
  for (const id of ['buyers', 'lookers', 'vips']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  await addPeople(world.fold, ['ann', 'bob', 'cem', 'dan'].map(somebody))
})
afterAll(() => world[Symbol.asyncDispose]())

const cursorOf = async (list: string, secret = reader): Promise<string> =>
  (await world.app.inject({ url: `${list}?limit=1`, headers: { authorization: `Bearer ${secret}` } })).json<{ cursor: string }>()
    .cursor
const read = async (url: string): Promise<[number, string | undefined]> => {
  const answer = await world.app.inject({ url, headers: { authorization: `Bearer ${reader}` } })
  return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.[0]?.path]
}
const REFUSED = [400, 'cursor']

describe.each(LISTS)('a cursor of %s', (list) => {
  it('goes on where it was given out', async () => {
    expect(await read(`${list}?limit=1&cursor=${await cursorOf(list)}`)).toEqual([200, undefined])
  })

  it('is refused with another character anywhere, cut, or longer', async () => {
    const cursor = await cursorOf(list)
    const changed = Array.from({ length: cursor.length }, (_, i) => cursor.charAt(i)).flatMap((char, i) =>
      // The neighbours in the alphabet differ in the lowest bits, which decoders of the last
      // character throw away.
      ['A', 'B', '-', '.', String.fromCharCode(char.charCodeAt(0) ^ 1)]
        .filter((other) => other !== char)
        .map((other) => cursor.slice(0, i) + other + cursor.slice(i + 1)),
    )
    const cut = Array.from({ length: cursor.length }, (_, i) => cursor.slice(0, i))
    const longer = [`${cursor}A`, `${cursor}=`, `${cursor}.`, `.${cursor}`, `${cursor}.${cursor}`, '%00', '.', 'x'.repeat(1000)]
    expect(changed.length).toBeGreaterThan(300)
    for (const bad of [...changed, ...cut, ...longer])
      expect(await read(`${list}?cursor=${encodeURIComponent(bad).replace('%2500', '%00')}`), bad).toEqual(REFUSED)
  })

  it('is refused for another key', async () => {
    const cursor = await cursorOf(list)
    const authorization = `Bearer ${await world.key(['read'])}`
    const answer = await world.app.inject({ url: `${list}?cursor=${cursor}`, headers: { authorization } })
    expect(answer.statusCode).toBe(400)
  })

  it('is refused in every other list', async () => {
    const cursor = await cursorOf(list)
    for (const other of [...LISTS, '/v1/segments/lookers/members', '/v1/segments/vips/members'].filter((path) => path !== list))
      expect(await read(`${other}?cursor=${cursor}`), other).toEqual(REFUSED)
  })

  it('is known by other processes and after a restart', async () => {
    const other = createServer({ logger: world.deps.logger })
    await other.register(reportingRoutes({ ...world.deps, registry: new Registry() }))
    const authorization = `Bearer ${reader}`
    const answer = await other.inject({ url: `${list}?cursor=${await cursorOf(list, reader)}`, headers: { authorization } })
    expect(answer.statusCode).toBe(200)
    await other.close()
  })
})

it('no signed number leads beyond 32 bits', async () => {
  const cursors = createCursors(world.deps)
  const key = keyId(reader)
  const wild = [-1, 2 ** 32, 2 ** 53, 2 ** 64, 1.5, Number.MAX_VALUE]
  for (const number of wild) {
    for (const place of [
      { partition: 0, ordinal: number },
      { partition: number, ordinal: 0 },
    ]) {
      const cursor = await toCursor(cursors, key, segmentNumber('buyers'), { ...place, rule: 'a'.repeat(32) })
      expect(await read(`/v1/segments/buyers/members?cursor=${cursor}`), JSON.stringify(place)).toEqual(REFUSED)
    }
  }
})

it('a cursor is good for a day', async () => {
  await using later = await createWorld()
  for (const id of ['a', 'b']) await later.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  const { cursor } = (await later.ask('GET', '/v1/segments?limit=1')).json<{ cursor: string }>()
  const start = later.deps.clock.now()
  later.deps.clock.advance(start + DAY - 1)
  expect((await later.ask('GET', `/v1/segments?cursor=${cursor}`)).statusCode).toBe(200)
  later.deps.clock.advance(start + DAY)
  const answer = await later.ask('GET', `/v1/segments?cursor=${cursor}`)
  expect(answer.statusCode).toBe(400)
  expect(answer.body).toContain('expired after 24 h')
})
