import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationMs } from '@weir/contracts'
import { CohortInput } from './cohorts/input.ts'
import { cohortsSql } from './cohorts/query.ts'
import { ExposureParams } from './exposure/params.ts'
import { byNumberSql, byRecencySql, capLossesSql } from './exposure/query.ts'
import { interestsSql } from './interests/query.ts'
import { JourneysInput, mustBeJourneys } from './journeys/input.ts'
import { linkTimesSql, pathsSql } from './journeys/query.ts'
import { LeaderboardParams } from './leaderboard/params.ts'
import { sidesSql } from './leaderboard/query.ts'
import { FunnelInput, mustBeFunnel } from './funnel/input.ts'
import { funnelSql } from './funnel/query.ts'

/** Values from a body never become SQL text: that depends on the shape of the question alone. */

const nasty = fc.oneof(
  fc.constantFrom(
    "' OR 1=1 --",
    "'; DROP TABLE facts; --",
    '{p0:String}',
    '{p1:Identifier}',
    '\\',
    "\\'",
    '/*',
    '`facts`',
    '\0',
    '${x}',
  ),
  fc.string({ minLength: 1, unit: 'binary' }),
)
const where = fc.record({ path: fc.constant('properties.x'), op: fc.constantFrom('eq', 'contains'), value: nasty })
const selector = fc.oneof(
  fc.record({ name: nasty }),
  fc.record({ names: fc.array(nasty, { minLength: 1, maxLength: 3 }), source: nasty }),
  fc.record({ name_prefix: nasty, where: fc.array(where, { maxLength: 2 }) }),
)
const SCOPE = { from: 0, to: 86_400_000, sources: undefined, anonymous: false }
const FORBIDDEN = /file\s*\(|url\s*\(|remote\s*\(|;|--|\/\*/i

/** The same question with tame values. */
const tamed = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      ['name', 'source', 'name_prefix', 'value', 'campaign', 'ad', 'conversion'].includes(key)
        ? 'x'
        : key === 'names'
          ? ['x']
          : one,
    ),
  )

/** @returns how many of the bodies were taken. */
function holds(body: fc.Arbitrary<object>, textOf: (body: unknown) => string | undefined): number {
  let taken = 0
  fc.assert(
    fc.property(body, (given) => {
      const hostile = textOf(given)
      if (hostile === undefined) return
      taken++
      expect(hostile).toBe(textOf(tamed(given)))
      expect(hostile).not.toMatch(FORBIDDEN)
    }),
    { numRuns: 1_000 },
  )
  return taken
}

describe('hostile values do not change the statement', () => {
  it('of a funnel', () => {
    const body = fc.record({
      steps: fc.array(fc.record({ event: selector }), { minLength: 1, maxLength: 4 }),
      exclude: fc.array(fc.record({ event: selector }), { maxLength: 2 }),
      window: fc.constantFrom('1d', '90m'),
      order: fc.constantFrom('ordered', 'strict', 'adjacent', 'any'),
      count: fc.constantFrom('persons', 'attempts'),
      group_by: fc.constantFrom('segment', 'campaign', 'day'),
    })
    const taken = holds(body, (given) => {
      const parsed = FunnelInput.safeParse(given)
      if (!parsed.success) return undefined
      const { steps, exclude, window, order, count, group_by } = parsed.data
      mustBeFunnel(parsed.data)
      const asked = { steps: steps.map(({ event }) => event), exclude, windowMs: durationMs(window), order, count }
      return funnelSql({ ...asked, scope: SCOPE, zone: 'UTC', groupBy: group_by, segments: [1] }).render().text
    })
    expect(taken).toBeGreaterThan(800)
  })

  it('of retention', () => {
    const body = fc.record({
      first: selector,
      returning: selector,
      unit: fc.constantFrom('day', 'week', 'month'),
      mode: fc.constantFrom('exact', 'rolling'),
    })
    const taken = holds(body, (given) => {
      const parsed = CohortInput.safeParse(given)
      if (!parsed.success) return undefined
      const { first, returning = first, unit, periods, mode } = parsed.data
      const asked = { first, returning, unit, periods, isRolling: mode === 'rolling', bySegment: true, segments: [1] }
      return cohortsSql({ ...asked, scope: SCOPE, until: 10 * SCOPE.to, zone: 'UTC' }).render().text
    })
    expect(taken).toBeGreaterThan(800)
  })

  it('of exposures', () => {
    const query = fc.record(
      {
        campaign: nasty,
        ad: nasty,
        per: fc.constantFrom('all', 'campaign', 'adgroup', 'ad', 'creative'),
        window: fc.constantFrom('1d', '90m'),
        conversion: nasty,
      },
      { requiredKeys: ['campaign', 'conversion'] },
    )
    const taken = holds(query, (given) => {
      const parsed = ExposureParams.safeParse(given)
      if (!parsed.success) return undefined
      const { per: unit, window, conversion = [], max_n: maxN, ...ads } = parsed.data
      const asked = { scope: SCOPE, windowMs: durationMs(window), unit, ads, conversions: conversion, maxN }
      return [byNumberSql(asked), byRecencySql(asked, [0, 5]), capLossesSql(asked, 3)].map((one) => one.render().text).join(' ')
    })
    expect(taken).toBeGreaterThan(700)
  })

  it('of the leaderboard', () => {
    const query = fc.record({
      metric: fc.constantFrom('cpa', 'cvr', 'ctr', 'roas'),
      attribution: fc.constantFrom('none', '1d_view', '7d_click'),
      conversion: nasty,
    })
    const taken = holds(query, (given) => {
      const parsed = LeaderboardParams.safeParse(given)
      if (!parsed.success) return undefined
      const { metric, attribution, conversion = [] } = parsed.data
      const asked = { scope: SCOPE, zone: 'UTC', groupBy: [], segments: [1], conversions: conversion, attribution }
      return sidesSql(asked, metric, 'EUR').render().text
    })
    expect(taken).toBeGreaterThan(700)
  })

  it('of journeys', () => {
    const body = fc.record({
      touchpoints: fc.array(fc.record({ event: selector, ends: fc.boolean() }), { minLength: 1, maxLength: 4 }),
      repeats: fc.boolean(),
    })
    const taken = holds(body, (given) => {
      const { touchpoints, repeats } = given as { touchpoints: object[]; repeats: boolean }
      const named = touchpoints.map((one, i) => ({ ...one, name: `t${i}` }))
      const parsed = JourneysInput.safeParse({ touchpoints: named, repeats })
      if (!parsed.success) return undefined
      mustBeJourneys(parsed.data)
      const asked = { ...parsed.data, scope: SCOPE, gapMs: 1_000, bySegment: true, segments: [1] }
      return [pathsSql(asked), linkTimesSql(asked)].map((one) => one.render().text).join(' ')
    })
    expect(taken).toBeGreaterThan(800)
  })

  it('of interests', () => {
    const taken = holds(fc.record({ by: nasty }), (given) => {
      const { by } = given as { by: string }
      // As many steps as before: they are the shape of the question.
      const path = by.includes('.') ? by : `properties.contents.${by}`
      const tame = path
        .split('.')
        .map(() => 'x')
        .join('.')
      const [hostile, right] = [by, tame].map(
        (one) => interestsSql({ scope: SCOPE, by: one, segments: [1], top: 5 }).render().text,
      )
      expect(hostile).toBe(right)
      return hostile
    })
    expect(taken).toBe(1_000)
  })
})
