import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { BODY_EXAMPLES } from './openapi-examples.ts'

/** What the paths of the examples are about. */
const PLACES: Readonly<Record<string, string>> = {
  '/v1/sources/:code': '/v1/sources/shop',
  '/v1/segments/:id': '/v1/segments/repeat-buyers',
  '/v1/thresholds/:id': '/v1/thresholds/percentile:0123456789abcdef',
  '/v1/models/:id': '/v1/models/buys',
  '/v1/lookalikes/:segment': '/v1/lookalikes/repeat-buyers',
  '/v1/people/:key': '/v1/people/email:ada@example.com',
  '/v1/experiments/:id': '/v1/experiments/button',
  '/v1/destinations/:id': '/v1/destinations/crm',
  '/v1/exposure-policies/:id': '/v1/exposure-policies/spring',
  '/v1/journeys/:id': '/v1/journeys/cart',
  '/v1/suppression-lists/:id': '/v1/suppression-lists/staff',
  '/v1/exchange-rates/:from/:to': '/v1/exchange-rates/EUR/USD',
  '/v1/report-schedules/:id': '/v1/report-schedules/weekly',
  '/v1/delivery-sources/:id': '/v1/delivery-sources/own',
  '/v1/targeting/:adgroup_id': '/v1/targeting/1700000000000001',
}
/** Of these the example only shows the form: what it names is made by other answers. */
const OF_ANSWERS: Readonly<Record<string, string>> = {
  'POST /v1/session': 'bad_token',
  'POST /v1/segments/:id/changes/confirm': 'invalid_field',
  'POST /v1/people/:key/split': 'not_found',
}

const opened = openTestWarehouse()
let world: World
let folder: string
beforeAll(async () => {
  const { warehouse } = await opened
  folder = await mkdtemp(join(tmpdir(), 'weir-reports-'))
  world = await createWorld({ warehouse, deps: { reportsFolder: folder } })
  await addPeople(world.fold, [{ identifiers: [{ type: 'ttp', value: 'cookie-1' }], member: [] }])
  const exposure = { exposure: {}, within: '7d', count: { gte: 5 } }
  await world.ask('PUT', '/v1/segments/tired', { name: 'Tired', rule: exposure })
}, 120_000)
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

interface Description {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { example?: unknown; schema: object }> } }>>
}

describe('the examples of the description', () => {
  it('stand with every body', async () => {
    const { paths } = (await world.app.inject({ url: '/openapi.json' })).json<Description>()
    const bodies = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { requestBody }]) =>
        requestBody ? [[`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, requestBody] as const] : [],
      ),
    )
    expect(bodies.map(([name]) => name).toSorted()).toEqual(Object.keys(BODY_EXAMPLES).toSorted())
    for (const [name, { content }] of bodies) expect(content['application/json']?.example, name).toEqual(BODY_EXAMPLES[name])
  })

  it.each(Object.entries(BODY_EXAMPLES))('of %s is taken', async (name, body) => {
    const [method, route] = name.split(' ') as ['PUT' | 'POST', string]
    const place = Object.keys(PLACES).find((one) => route.startsWith(one))
    const answer = await world.ask(method, place === undefined ? route : route.replace(place, PLACES[place]!), body)
    const expected = OF_ANSWERS[name]
    if (expected === undefined) expect([answer.statusCode < 300, answer.body]).toEqual([true, answer.body])
    else expect(answer.json()).toMatchObject({ code: expected })
  })
})
