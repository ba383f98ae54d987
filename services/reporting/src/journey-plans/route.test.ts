import { openConfigView } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { eventually } from '@weir/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { reportingRoutes } from '../routes.ts'
import { createCosts } from '../segments/cost/cost.ts'
import { createDefinitions } from '../segments/crud/definitions.ts'
import { createReportReader } from '../shared/reader.ts'
import { createJourneys } from './keep.ts'

/** Journeys as they are kept, and the segments that are theirs. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const CART = {
  name: 'Cart',
  entry: { event: { name: 'AddToCart' } },
  lasts: '7d',
  steps: [{ id: 'remind', name: 'Reminder', wait: '1h' }],
  goal: { event: { name: 'Purchase' } },
}
const CRM = {
  kind: 'webhook',
  name: 'CRM',
  segment: 'buyers',
  url: 'https://crm.example/',
  secret: { env: 'WEIR_WEBHOOK_CRM' },
}
const BOUGHT = { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } }
const put = (body: object, id = 'cart') => world.ask('PUT', `/v1/journeys/${id}`, body)
const idsOf = (): string[] =>
  world.config
    .segments()
    .map(({ id }) => id)
    .filter((id) => id.startsWith('journey.'))
const faultsOf = async (body: object): Promise<string[]> => {
  const answer = await put(body)
  expect(answer.statusCode, answer.body).toBe(400)
  return answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)
}

describe('a journey', () => {
  it('is kept with a segment for each of its places, listed, and deleted with them', async () => {
    const saved = await put(CART)
    expect(saved.statusCode, saved.body).toBe(200)
    expect(saved.json()).toMatchObject({
      id: 'cart',
      reentry: 'restart',
      steps: [{ id: 'remind', wait: '1h', triggers: [] }],
      places: [
        { step: 'entry', segment: 'journey.cart.entry', status: 'live', people: 0 },
        { step: 'remind', segment: 'journey.cart.remind', status: 'live', people: 0 },
        { step: 'goal', segment: 'journey.cart.goal', status: 'live', people: 0 },
      ],
    })
    expect((await world.ask('GET', '/v1/journeys/cart')).json()).toEqual(saved.json())
    expect((await world.ask('GET', '/v1/journeys')).json()).toEqual({ journeys: [saved.json()] })
    expect((await world.ask('GET', '/v1/segments/journey.cart.remind')).json()).toMatchObject({
      name: 'Cart: Reminder',
      journey: 'cart',
      version: 1,
    })
    expect((await world.ask('DELETE', '/v1/journeys/cart')).statusCode).toBe(204)
    expect(idsOf()).toEqual([])
    for (const path of ['', '/steps']) expect((await world.ask('GET', `/v1/journeys/cart${path}`)).statusCode).toBe(404)
    expect((await world.ask('DELETE', '/v1/journeys/cart')).statusCode).toBe(404)
  })

  it('says how many people are where, and hides few', async () => {
    await put({ ...CART, min_size: 2 })
    await addPeople(world.fold, [
      { identifiers: [{ type: 'ttp', value: 'a' }], member: ['journey.cart.remind'] },
      { identifiers: [{ type: 'ttp', value: 'b' }], member: ['journey.cart.remind'] },
      { identifiers: [{ type: 'ttp', value: 'c' }], member: ['journey.cart.goal'] },
    ])
    expect((await world.ask('GET', '/v1/journeys/cart')).json()).toMatchObject({
      places: [{ people: null, below_min_size: true }, { people: 2 }, { people: null, below_min_size: true }],
    })
  })

  it('changes only the segments that another definition changes', async () => {
    await put(CART)
    const versions = () => Object.fromEntries(world.config.segments().map(({ id, version }) => [id.slice(13), version]))
    const before = world.config.segmentsVersion()
    await put(CART)
    expect(world.config.segmentsVersion()).toBe(before)
    const steps = [...CART.steps, { id: 'late', wait: '1d' }]
    expect((await put({ ...CART, steps })).statusCode).toBe(200)
    expect(versions()).toEqual({ entry: 1, remind: 2, goal: 1, late: 1 })
    await put(CART)
    expect(versions()).toEqual({ entry: 1, remind: 3, goal: 1 })
  })

  it('says where it is wrong', async () => {
    expect(await faultsOf({ ...CART, steps: [{ id: 'a', wait: '8d' }] })).toEqual(['steps.0.wait'])
    expect(await faultsOf({ ...CART, steps: [{ id: 'a', wait: '1h', event: { name: 'X' } }] })).toEqual(['steps.0'])
    expect(await faultsOf({ ...CART, entry: { segment: 'nosuch' }, steps: [{ id: 'a', event: { name: 'X' } }] })).toEqual([
      'entry',
    ])
    expect(await faultsOf({ ...CART, exits: [{ if: { segment: 'nosuch' } }] })).toEqual(['exits.0.if'])
    const zone = { event: { name: 'X' }, within: { whole_days: 2, time_zone: 'Nowhere/Land' } }
    expect(await faultsOf({ ...CART, steps: [{ id: 'a', if: zone }] })).toEqual(['steps.0.if'])
    expect(await faultsOf({ ...CART, reentry: 'sometimes' })).toEqual(['reentry'])
    expect(await faultsOf({ ...CART, entry: { event: { name: 'X' }, triggers: [{ destination: 'gone' }] } })).toEqual([
      'entry.triggers.0.destination',
    ])
    expect(world.config.journeys()).toEqual([])
    expect((await world.ask('PUT', '/v1/journeys/Not.An.Id', CART)).statusCode).toBe(400)
  })

  it('owns its segments: nobody else changes or deletes them, and none goes that another one needs', async () => {
    await put(CART)
    const owned = '/v1/segments/journey.cart.remind'
    for (const answer of [
      await world.ask('PUT', owned, BOUGHT),
      await world.ask('DELETE', owned),
      await world.ask('PUT', '/v1/segments/journey.new.step', BOUGHT),
    ])
      expect(answer.json()).toMatchObject({ status: 409, detail: expect.stringMatching(/belongs to the journey "(cart|new)"/) })
    await world.ask('PUT', '/v1/segments/uses', { name: 'Uses', rule: { not: { segment: 'journey.cart.remind' } } })
    for (const answer of [
      await world.ask('DELETE', '/v1/journeys/cart'),
      await put({ ...CART, steps: [{ id: 'other', wait: '2h' }] }),
    ])
      expect(answer.json()).toMatchObject({
        status: 409,
        detail: expect.stringMatching(/another segment refers to "journey.cart.remind"/),
      })
    expect(idsOf()).toHaveLength(3)
    expect(world.config.journey('cart')?.steps[0]?.id).toBe('remind')
    // Through a segment of a user it would depend on itself.
    expect((await put({ ...CART, exits: [{ if: { segment: 'uses' } }] })).statusCode).toBe(400)
    await world.ask('DELETE', '/v1/segments/uses')
    expect((await world.ask('DELETE', '/v1/journeys/cart')).statusCode).toBe(204)
  })
})

describe('a trigger', () => {
  it('makes a destination of its own of a webhook, which goes with it', async () => {
    await world.ask('PUT', '/v1/segments/buyers', BOUGHT)
    await world.ask('PUT', '/v1/destinations/crm', CRM)
    const triggers = [{ destination: 'crm' }]
    expect(await faultsOf({ ...CART, goal: { ...CART.goal, triggers: [...triggers, ...triggers] } })).toEqual([
      'goal.triggers.1.destination',
    ])
    await put({ ...CART, steps: [{ ...CART.steps[0], triggers }] })
    expect((await world.ask('GET', '/v1/destinations/crm.cart.remind')).json()).toMatchObject({
      kind: 'webhook',
      segment: 'journey.cart.remind',
      url: CRM.url,
      state: 'active',
    })
    await world.ask('POST', '/v1/destinations/crm/pause')
    expect((await world.ask('GET', '/v1/destinations/crm.cart.remind')).json()).toMatchObject({ state: 'paused' })
    for (const answer of [
      await world.ask('PUT', '/v1/destinations/crm.cart.remind', CRM),
      await world.ask('POST', '/v1/destinations/crm.cart.remind/resume'),
      await world.ask('DELETE', '/v1/destinations/crm'),
    ])
      expect(answer.statusCode, answer.body).toBe(409)
    await put(CART)
    expect((await world.ask('GET', '/v1/destinations/crm.cart.remind')).statusCode).toBe(404)
    expect((await world.ask('DELETE', '/v1/destinations/crm')).statusCode).toBe(202)
    expect(await faultsOf({ ...CART, steps: [{ ...CART.steps[0], triggers }] })).toEqual(['steps.0.triggers.0.destination'])
  })
})

describe('after a process died between two records', () => {
  /** The journey is stored anew, and none of its segments followed; another one has left some. */
  async function half(): Promise<void> {
    await put({ ...CART, steps: [{ id: 'old', wait: '2h' }] })
    await put(CART, 'gone')
    const stored = { ...world.config.journey('cart')!, steps: [{ id: 'remind', wait: '1h', triggers: [] }] }
    await world.config.put('journey:cart', stored)
    await world.config.put('journey:gone', undefined)
    await world.config.put('segment:journey.cart.goal', undefined)
  }
  const WHOLE = ['journey.cart.entry', 'journey.cart.goal', 'journey.cart.remind']

  it('the same PUT makes it whole', async () => {
    await half()
    expect(idsOf()).toContain('journey.cart.old')
    expect((await put(CART)).statusCode).toBe(200)
    expect(
      idsOf()
        .filter((id) => id.startsWith('journey.cart.'))
        .toSorted(),
    ).toEqual(WHOLE)
  })

  it('so does the next start, which also removes what has no journey', async () => {
    await half()
    const again = createServer({ logger: world.deps.logger })
    await again.register(reportingRoutes(world.deps))
    await again.ready()
    await eventually(() => idsOf().toSorted().join() === WHOLE.join(), 10_000)
    await again.close()
  })

  it('a start leaves the segments of a journey alone that it cannot read', async () => {
    await put(CART)
    // Of a compacted topic the newest record is left.
    await world.config.put('journey:cart', undefined)
    await world.config.put('journey:cart', { name: 'Of a later version' })
    const config = await openConfigView(world.deps.log)
    expect(config.journeys()).toEqual([])
    const deps = { ...world.deps, config }
    const costs = createCosts(deps, createReportReader(deps.warehouse))
    await createJourneys(deps, { definitions: createDefinitions(deps), costs }).repair()
    expect(
      config
        .segments()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(WHOLE)
    await config.close()
  })
})
