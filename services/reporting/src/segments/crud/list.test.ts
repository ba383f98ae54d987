import { expect, it } from 'vitest'
import type { Somebody } from '../../../test/world.ts'
import { addPeople, createWorld } from '../../../test/world.ts'

const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }
const IDS = Array.from({ length: 25 }, (_, i) => `s${String(i).padStart(2, '0')}`)
const somebody = (name: string): Somebody => ({ identifiers: [{ type: 'external_id', value: name }], member: IDS })

it('comes in pages by id, and looks at people only when it is told to', async () => {
  let decoded = 0
  await using world = await createWorld()
  const { decodePerson } = world.deps
  await using watched = await createWorld({
    fold: world.fold,
    deps: { config: world.config, decodePerson: (...args) => (decoded++, decodePerson(...args)) },
  })
  for (const id of IDS.toReversed()) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  await addPeople(world.fold, ['ann', 'bob', 'cem'].map(somebody))
  type Page = { segments: { id: string; size: number; matchable?: object; cost?: object }[]; cursor: string | null }
  const read = async (query: string): Promise<Page> =>
    (
      await watched.app.inject({
        url: `/v1/segments?${query}`,
        headers: { authorization: `Bearer ${await world.key(['read'])}` },
      })
    ).json()
  const secret = await world.key(['read'])
  const pages: Page[] = []
  for (let cursor = ''; pages.length === 0 || pages.at(-1)!.cursor !== null; cursor = `&cursor=${pages.at(-1)!.cursor}`) {
    const answer = await watched.app.inject({
      url: `/v1/segments?limit=7${cursor}`,
      headers: { authorization: `Bearer ${secret}` },
    })
    pages.push(answer.json())
  }
  const found = pages.flatMap(({ segments }) => segments)
  expect(pages.map(({ segments }) => segments.length)).toEqual([7, 7, 7, 4])
  expect(found.map(({ id }) => id)).toEqual(IDS)
  expect(found.every(({ size, matchable, cost }) => size === 3 && matchable === undefined && cost === undefined)).toBe(true)
  expect(decoded).toBe(0)
  expect((await read('limit=2&include=matchable,cost')).segments).toMatchObject([
    { matchable: { EXTERNAL_ID_SHA256: 3 }, cost: { backfill_events: null } },
    { matchable: { EXTERNAL_ID_SHA256: 3 }, cost: {} },
  ])
  expect(decoded).toBe(6)
})
