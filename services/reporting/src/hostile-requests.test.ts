import { ExperimentInput, ReportScheduleInput } from '@weir/contracts'
import { seededRandom, sharesOf } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillWithHostile, harness, hostileWorld } from '../test/hostile/harness.ts'
import type { Told } from '../test/hostile/harness.ts'
import { recorderOf } from '../test/hostile/recorder.ts'
import type { Recorder } from '../test/hostile/recorder.ts'
import { QUESTIONS, REFUSED } from '../test/hostile/requests.ts'
import type { Question } from '../test/hostile/requests.ts'
import { MARK, nasty } from '../test/hostile/values.ts'
import type { World } from '../test/world.ts'
import { queryArms, querySlices, querySpend } from './experiments/results/query.ts'
import { contentOf } from './schedules/content.ts'
import { createFloors } from './segments/members/floors.ts'
import { createMatchable } from './segments/members/matchable.ts'
import { createReportReader } from './shared/reader.ts'
import { createFreshness } from './shared/time/freshness.ts'

/**
 * Whatever the values of a request are, the statements that it asks of the warehouse have the text
 * that the same request has with tame values: text depends on the shape of a question alone. Over
 * every route that reads the warehouse; generated from a seed.
 */

const CASES = 20_000
const SHARES = 80
/** Of so many cases one is of a kind that is mostly refused at the door. */
const REFUSED_OF = 8
/** A planted fault has to be noticed on so many routes, in so many cases. */
const NOTICED = 5
const PLANTED = 60

/** Those whose question to the warehouse has no value of the request, or that ask it nothing. */
const ELSEWHERE = new Set([
  // What operators and their tools keep: control plane and state.
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/sources/:code`),
  'GET /v1/sources',
  'GET /',
  'GET /*',
  'GET /v1/live',
  'POST /v1/session',
  'GET /v1/session',
  'DELETE /v1/session',
  'GET /v1/sessions',
  'DELETE /v1/sessions/:id',
  'POST /v1/keys',
  'GET /v1/keys',
  'DELETE /v1/keys/:id',
  'GET /v1/segments/:id',
  'GET /v1/segments',
  'DELETE /v1/segments/:id',
  'GET /v1/segments/:id/versions/:version',
  // Asks what PUT asks, with what was saved.
  'POST /v1/segments/:id/rollback',
  'POST /v1/segments/:id/changes/confirm',
  'DELETE /v1/segments/:id/consumers/:consumer',
  'POST /v1/segments/overlap',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/destinations/:id`),
  'GET /v1/destinations',
  ...['pause', 'resume', 'test', 'sync'].map((verb) => `POST /v1/destinations/:id/${verb}`),
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/suppression-lists/:id`),
  'GET /v1/suppression-lists',
  'POST /v1/suppression-lists/:id/entries',
  'GET /v1/destinations/:id/difference',
  'GET /v1/destinations/:id/log',
  'GET /v1/destinations/:id/certificate',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/thresholds/:id`),
  'GET /v1/thresholds',
  // What training asks is held by services/modelling/src/features/query.test.ts.
  ...['train', 'score'].map((verb) => `POST /v1/models/:id/${verb}`),
  'GET /v1/models/:id',
  'DELETE /v1/models/:id',
  'GET /v1/models',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/lookalikes/:segment`),
  // Erasing asks by digests and ids of persons, after the answer.
  'DELETE /v1/people/:key',
  'GET /v1/erasures/:id',
  'GET /v1/erasures/:id/certificate',
  'GET /v1/erasure-key',
  'POST /v1/people/:key/split',
  'GET /v1/splits/:id',
  'GET /v1/metrics',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/exchange-rates/:from/:to`),
  'GET /v1/exchange-rates',
  // What an experiment's results ask is below, too.
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/experiments/:id`),
  'GET /v1/experiments',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/journeys/:id`),
  'GET /v1/journeys',
  'PUT /v1/holdout',
  'GET /v1/holdout',
  // To find a cap anew, and what is measured, asks with what was saved: campaigns.
  ...['GET', 'DELETE'].map((method) => `${method} /v1/exposure-policies/:id`),
  'GET /v1/exposure-policies',
  'POST /v1/exposure-policies/:id/refresh',
  'GET /v1/exposure-policies/:id/effect',
  'GET /v1/exposure-policies/:id/bid-hints',
  // What a schedule asks is below, as its run asks it.
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/report-schedules/:id`),
  'GET /v1/report-schedules',
  'POST /v1/report-schedules/:id/run',
  'GET /v1/report-schedules/:id/runs',
  'GET /v1/report-schedules/:id/runs/:due/:file',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/delivery-sources/:id`),
  'GET /v1/delivery-sources',
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} /v1/targeting/:adgroup_id`),
  'GET /v1/targeting',
  'POST /v1/admin/clock',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
])

const opened = openTestWarehouse()
const routes: string[] = []
let recorder: Recorder
let world: World

// The engine starts and is filled, which takes long beside others.
beforeAll(async () => {
  const { warehouse } = await opened
  await fillWithHostile(warehouse)
  recorder = recorderOf(warehouse)
  world = await hostileWorld(recorder.warehouse, ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD' && !url.startsWith('/docs')) routes.push(`${one} ${url}`)
  })
}, 300_000)
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

/** All questions come round in each share. */
function questionOf(turn: number): Question {
  const round = Math.floor(turn / REFUSED_OF)
  if (turn % REFUSED_OF === REFUSED_OF - 1) return REFUSED[round % REFUSED.length]!
  return QUESTIONS[(turn - round) % QUESTIONS.length]!
}

describe('hostile values of a request', () => {
  it('are tried on every route', () => {
    const tried = new Set([...QUESTIONS, ...REFUSED].map(({ route }) => route))
    expect(routes.filter((route) => !tried.has(route) && !ELSEWHERE.has(route))).toEqual([])
    expect([...tried, ...ELSEWHERE].filter((route) => !routes.includes(route))).toEqual([])
    expect([...tried].filter((route) => ELSEWHERE.has(route))).toEqual([])
  })

  const shares = sharesOf('hostile values', SHARES)
  it(`do not change a statement, in ${(CASES / SHARES) * shares.length} cases`, async () => {
    const tried = harness(world, recorder)
    const reached = new Map<string, number>()
    let reachedInAll = 0
    const all: Told[] = []
    for (let n = 0; n < CASES; n++) {
      if (!shares.includes(n % SHARES)) continue
      const told = await tried(questionOf(Math.floor(n / SHARES)), n)
      all.push(told)
      reached.set(told.route, (reached.get(told.route) ?? 0) + Number(told.reached))
      reachedInAll += Number(told.reached)
    }
    expect(all.flatMap(({ faults }) => faults()).slice(0, 20)).toEqual([])
    // A test of what is refused at the door would say little.
    expect(reachedInAll).toBeGreaterThan(((CASES / SHARES) * shares.length) / 2)
    const unheard = [...new Set(QUESTIONS.map(({ route }) => route))].filter((route) => !reached.get(route))
    expect(unheard).toEqual([])
    expect(recorder.answered).toBeGreaterThan(100)
  }, 900_000)

  it('do not change a statement of a report on schedule either', async () => {
    const { deps } = world
    const reader = createReportReader(recorder.warehouse)
    const floorsOf = createFloors(deps, createMatchable(deps))
    const making = { deps, warehouse: reader, freshness: createFreshness(deps, reader), floorsOf }
    const textsOf = async (conversion: string): Promise<Set<string>> => {
      const report = { conversion, group_by: 'campaign', segments: 'buyers' }
      const input = ReportScheduleInput.parse({ name: 'Weekly', cron: '0 7 * * 1', report })
      recorder.take()
      await contentOf(making, { ...input, id: 'weekly', saved_at: 0 }, { from: '2024-01-08', to: '2024-01-15' })
      return new Set(recorder.take().map(({ text }) => text))
    }
    // A conversion whose touches are not kept beforehand, like those of a hostile name.
    const tame = await textsOf('AppInstall')
    expect(tame.size).toBeGreaterThan(2)
    for (let n = 0; n < 50; n++) expect(await textsOf(nasty(seededRandom(n), MARK))).toEqual(tame)
  })

  it('do not change a statement of the results of an experiment either', async () => {
    const reader = createReportReader(recorder.warehouse)
    const textsOf = async (value: string): Promise<Set<string>> => {
      const event = { name: value, source: value, where: [{ path: 'properties.x', op: 'eq', value }] }
      const input = ExperimentInput.parse({
        name: 'Button',
        arms: [
          { id: 'a', weight: 1 },
          { id: 'b', weight: 1 },
        ],
        starts_at: '2024-01-01T00:00:00Z',
        primary: { id: 'orders', kind: 'ratio', event, sum: 'EUR', per: { event: { name_prefix: value } } },
      })
      const query = { experiment: { ...input, id: 'button', saved_at: 0 }, until: Date.UTC(2024, 1, 1) }
      recorder.take()
      await queryArms(reader, query, input.primary)
      await querySlices(reader, query)
      await querySpend(reader, query)
      return new Set(recorder.take().map(({ text }) => text))
    }
    const tame = await textsOf('Purchase')
    expect(tame.size).toBe(3)
    for (let n = 0; n < 50; n++) expect(await textsOf(nasty(seededRandom(n), MARK))).toEqual(tame)
  })

  /** Routes on which faults are noticed of a warehouse that is asked `worse` statements. */
  async function noticedOf(worse: (text: string, name: string, value: string) => string): Promise<Set<string>> {
    const heard = recorderOf((await opened).warehouse)
    const query: Warehouse['query'] = (text, params, limits) => {
      const [name, value] = Object.entries(params).find(([, one]) => typeof one === 'string') ?? []
      return heard.warehouse.query(name === undefined ? text : worse(text, name, String(value)), params, limits)
    }
    await using faulty = await hostileWorld({ ...heard.warehouse, query })
    const tried = harness(faulty, heard)
    const all: Told[] = []
    for (let turn = 0; turn < PLANTED; turn++) all.push(await tried(questionOf(turn), turn))
    return new Set(all.filter(({ faults }) => faults().length > 0).map(({ route }) => route))
  }

  it.each([
    [
      'became text, though it were quoted',
      (text: string, name: string, value: string) =>
        text.replace(`{${name}:String}`, () => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
    ],
    [
      'changed the text without being in it',
      (text: string, name: string, value: string) =>
        value.includes("'") ? text.replace(`{${name}:String}`, () => `toString({${name}:String})`) : text,
    ],
  ])(
    'would be noticed where one %s',
    async (_, worse) => {
      expect((await noticedOf(worse)).size).toBeGreaterThanOrEqual(NOTICED)
    },
    300_000,
  )
})
