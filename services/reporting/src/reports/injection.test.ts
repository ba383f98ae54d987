import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../test/world.ts'
import { NASTY } from '../../test/hostile/values.ts'
import { createWorld } from '../../test/world.ts'
import { CHANNELS, creditsOf, MODELS } from './credit/models.ts'
import { DIMENSIONS } from './dimensions.ts'
import { ReportParams, conversionNames, rangeOf } from './params.ts'
import { metricsSql } from './query.ts'

/**
 * Values from a request never become SQL text: whatever they are, the text only depends on which
 * parameters there are.
 */

const nasty = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom(...NASTY)).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
)
const given = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })

/** Mostly right, so that enough queries get past the door. */
const mostly = (right: fc.Arbitrary<string>) => given(fc.oneof({ weight: 15, arbitrary: right }, { weight: 1, arbitrary: nasty }))

const query = fc.record({
  from: mostly(fc.constant('2024-01-01')),
  to: mostly(fc.constant('2024-06-01')),
  tz: mostly(fc.constant('Europe/Berlin')),
  segments: mostly(fc.constant('buyers')),
  group_by: mostly(fc.subarray([...DIMENSIONS], { minLength: 1 }).map((list) => list.join(','))),
  metrics: mostly(fc.constant('impressions')),
  conversion: given(nasty),
  attribution: mostly(fc.constantFrom('none', '7d_click,1d_view', '1d_view')),
  model: mostly(fc.constantFrom(...MODELS, 'all')),
  half_life: mostly(fc.constantFrom('7d', '12h')),
  position_weights: mostly(fc.constantFrom('40,20,40', '100,0,0')),
  channel: mostly(fc.constantFrom(...CHANNELS)),
  across_sources: mostly(fc.constantFrom('once', 'each')),
  min_group: mostly(fc.constant('1')),
})

const known = (text: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(text).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** The statement for a query, or undefined when it is refused. */
function textOf(raw: Record<string, string>): { text: string; params: unknown } | undefined {
  const parsed = ReportParams.safeParse(raw)
  if (!parsed.success) return undefined
  try {
    const range = rangeOf(parsed.data, Date.UTC(2024, 4, 1))
    const scope = { from: range.from, to: range.to, sources: undefined, anonymous: false }
    const { model } = parsed.data
    // Each of the parameters belongs to one of the models.
    const credit = creditsOf('all', parsed.data).find((one) => one.model === model) ?? { model: 'last_touch' }
    return metricsSql({
      scope,
      zone: range.zone,
      groupBy: parsed.data.group_by ?? [],
      segments: [1],
      conversions: conversionNames(parsed.data),
      attribution: parsed.data.attribution,
      credit,
      isEachSource: parsed.data.across_sources === 'each',
    }).render()
  } catch {
    return undefined
  }
}

describe('report parameters', () => {
  it('do not change the statement', () => {
    let accepted = 0
    fc.assert(
      fc.property(query, (raw) => {
        const hostile = textOf(known(raw))
        if (!hostile) return
        accepted++
        const tame = textOf(
          known({ ...raw, ...(raw.conversion === undefined ? {} : { conversion: 'Purchase' }), segments: undefined }),
        )
        expect(hostile.text).toBe(tame?.text)
        expect(hostile.text).not.toMatch(/settings|file\s*\(|url\s*\(|remote\s*\(|;|--|\/\*/i)
      }),
      { numRuns: 8_000 },
    )
    // Most hostile queries are refused at the door; the test means something only if many get
    // through.
    expect(accepted).toBeGreaterThan(2000)
  })
})

describe('hostile values, through the routes and the real engine', () => {
  const opened = openTestWarehouse()
  let world: World
  const t = Date.UTC(2024, 0, 10)

  beforeAll(async () => {
    const { warehouse } = await opened
    world = await createWorld({ warehouse })
    await store(
      warehouse,
      NASTY.filter((name) => name.trim() !== '').map((name) => fact(t, name, { source: name })),
    )
    await store(warehouse, [fact(t, 'Purchase')])
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await (await opened)[Symbol.asyncDispose]()
  })

  it('are compared as they are', async () => {
    for (const name of NASTY.filter((one) => one.trim() === one && !one.includes(','))) {
      const answer = await world.ask(
        'GET',
        `/v1/reports/segments?from=2024-01-01&to=2024-02-01&attribution=none&metrics=conversions&conversion=${encodeURIComponent(name)}`,
      )
      expect([answer.statusCode, answer.json<{ rows: unknown }>().rows], JSON.stringify(name)).toEqual([
        200,
        [{ conversions: 1 }],
      ])
    }
  })

  it('keep a limited key in its place', async () => {
    for (const source of ["shop') OR 1=1 --", "x'", '\\']) {
      // Such a code cannot be given to a key over HTTP; if it got there some other way, it is still
      // a value.
      const answer = await world.app.inject({
        url: '/v1/reports/segments?from=2024-01-01&to=2024-02-01&attribution=none&metrics=conversions',
        headers: { authorization: `Bearer ${await world.key(['read'], [source])}` },
      })
      expect(answer.json()).toMatchObject({ rows: [{ conversions: 0 }] })
    }
  })

  it('never make a 5xx, and never say anything of SQL', async () => {
    const urls = [
      'from',
      'to',
      'tz',
      'segments',
      'group_by',
      'metrics',
      'conversion',
      'attribution',
      'currency',
      'intervals',
      'compare',
      'totals',
      'sort',
      'limit',
      'min_group',
      'format',
      'unknown',
    ].flatMap((name) => NASTY.map((value) => `/v1/reports/segments?${name}=${encodeURIComponent(value)}`))
    const refused = ['from', 'to', 'tz', 'source', 'code', 'limit'].flatMap((name) =>
      NASTY.map((value) => `/v1/rejected?${name}=${encodeURIComponent(value)}`),
    )
    for (const url of [...urls, ...refused]) {
      const answer = await world.ask('GET', url)
      expect(answer.statusCode, url).toBeLessThan(500)
      if (answer.statusCode !== 200) expect(answer.body, url).not.toMatch(/SELECT|facts|Exception|stack/)
    }
    const { warehouse } = await opened
    expect(await warehouse.query('SELECT count() AS n FROM facts', {}, { maxSeconds: 5 })).toEqual([
      { n: NASTY.filter((name) => name.trim() !== '').length + 1 },
    ])
  })
})
