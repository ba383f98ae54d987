import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'
import { METRICS } from './catalogue.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const Told = z.object({
  metrics: z.array(
    z.object({ id: z.string(), unit: z.string(), direction: z.string(), by_currency: z.boolean(), description: z.string() }),
  ),
})

it('is told by the API, whole', async () => {
  const { metrics } = Told.parse((await world.ask('GET', '/v1/metrics')).json())
  expect(metrics.map(({ id }) => id)).toEqual(METRICS)
  expect(new Set(metrics.map(({ description }) => description)).size).toBe(METRICS.length)
  expect(metrics.find(({ id }) => id === 'cpa')).toEqual({
    id: 'cpa',
    unit: 'money',
    direction: 'down',
    by_currency: true,
    description: 'Spend / conversions',
  })
  // What costs is better lower; no rate is.
  expect(metrics.flatMap(({ id, direction }) => (direction === 'down' ? [id] : []))).toEqual(['cpc', 'cpm', 'cpa'])
})

it('has every metric in the documentation', () => {
  const text = readFileSync(new URL('../../../../docs/semantics.md', import.meta.url), 'utf8')
  const section = text.slice(text.indexOf('## Metrics'), text.indexOf('### Delivery'))
  const words = new Set(section.match(/[a-z_0-9]+/g))
  expect(METRICS.filter((metric) => !words.has(metric))).toEqual([])
})
