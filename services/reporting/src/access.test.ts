import { SCOPES } from '@weir/contracts'
import type { Scope } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../test/world.ts'
import { createWorld } from '../test/world.ts'

/** What each route needs. A route without a line here fails the test. */
const NEEDS: Record<string, Scope | 'any key' | 'public'> = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'public',
  'GET /openapi.json': 'public',
  'GET /': 'public',
  'GET /*': 'public',
  'POST /v1/session': 'public',
  'GET /v1/session': 'any key',
  'DELETE /v1/session': 'any key',
  'GET /v1/sessions': 'admin',
  'DELETE /v1/sessions/:id': 'admin',
  'PUT /v1/sources/:code': 'admin',
  'GET /v1/sources/:code': 'read',
  'GET /v1/sources': 'read',
  'DELETE /v1/sources/:code': 'admin',
  'GET /v1/sources/:code/health': 'read',
  'GET /v1/catalogue': 'read',
  'POST /v1/keys': 'admin',
  'GET /v1/keys': 'admin',
  'DELETE /v1/keys/:id': 'admin',
  'PUT /v1/segments/:id': 'admin',
  'GET /v1/segments/:id': 'read',
  'GET /v1/segments': 'read',
  'DELETE /v1/segments/:id': 'admin',
  'GET /v1/segments/:id/versions': 'read',
  'GET /v1/segments/:id/versions/:version': 'read',
  'POST /v1/segments/:id/rollback': 'admin',
  'GET /v1/segments/:id/size': 'read',
  'GET /v1/segments/:id/members': 'read',
  'GET /v1/segments/:id/export': 'export',
  'GET /v1/segments/:id/changes': 'export',
  'POST /v1/segments/:id/changes/confirm': 'export',
  'GET /v1/segments/:id/consumers': 'export',
  'DELETE /v1/segments/:id/consumers/:consumer': 'export',
  'PUT /v1/destinations/:id': 'admin',
  'GET /v1/destinations/:id': 'read',
  'GET /v1/destinations': 'read',
  'DELETE /v1/destinations/:id': 'admin',
  'POST /v1/destinations/:id/pause': 'admin',
  'POST /v1/destinations/:id/resume': 'admin',
  'POST /v1/destinations/:id/test': 'admin',
  'POST /v1/destinations/:id/sync': 'admin',
  'PUT /v1/suppression-lists/:id': 'admin',
  'GET /v1/suppression-lists/:id': 'read',
  'GET /v1/suppression-lists': 'read',
  'DELETE /v1/suppression-lists/:id': 'admin',
  'POST /v1/suppression-lists/:id/entries': 'admin',
  'GET /v1/destinations/:id/difference': 'read',
  'GET /v1/destinations/:id/log': 'read',
  'GET /v1/destinations/:id/certificate': 'export',
  'POST /v1/segments/overlap': 'read',
  'GET /v1/segments/:id/history': 'read',
  'GET /v1/segments/:id/seed-report': 'read',
  'POST /v1/segments/preview': 'read',
  'POST /v1/segments/:id/diff': 'read',
  'PUT /v1/thresholds/:id': 'admin',
  'GET /v1/thresholds/:id': 'admin',
  'GET /v1/thresholds': 'admin',
  'DELETE /v1/thresholds/:id': 'admin',
  'POST /v1/thresholds/compute': 'admin',
  'POST /v1/models/:id/train': 'admin',
  'POST /v1/models/:id/score': 'admin',
  'GET /v1/models/:id': 'read',
  'DELETE /v1/models/:id': 'admin',
  'GET /v1/models': 'read',
  'PUT /v1/lookalikes/:segment': 'admin',
  'GET /v1/lookalikes/:segment': 'read',
  'DELETE /v1/lookalikes/:segment': 'admin',
  'GET /v1/people/:key': 'read',
  'GET /v1/people/:key/export': 'export',
  'DELETE /v1/people/:key': 'erase',
  'GET /v1/retention': 'read',
  'GET /v1/erasures/:id': 'erase',
  'GET /v1/erasures/:id/certificate': 'erase',
  'GET /v1/erasure-key': 'read',
  'POST /v1/people/:key/split': 'admin',
  'GET /v1/splits/:id': 'admin',
  'GET /v1/people/:key/why': 'read',
  'GET /v1/reports/segments': 'read',
  'GET /v1/reports/rollups': 'read',
  'GET /v1/reports/attribution': 'read',
  'POST /v1/reports/funnel': 'read',
  'POST /v1/reports/retention': 'read',
  'GET /v1/reports/exposure': 'read',
  'POST /v1/reports/exposure/segment': 'admin',
  'POST /v1/reports/journeys': 'read',
  'GET /v1/reports/interests': 'read',
  'GET /v1/reports/growth': 'read',
  'GET /v1/reports/leaderboard': 'read',
  'GET /v1/metrics': 'read',
  'PUT /v1/experiments/:id': 'admin',
  'GET /v1/experiments/:id': 'read',
  'GET /v1/experiments': 'read',
  'DELETE /v1/experiments/:id': 'admin',
  'GET /v1/experiments/:id/assignment': 'read',
  'GET /v1/experiments/:id/results': 'read',
  'PUT /v1/journeys/:id': 'admin',
  'GET /v1/journeys/:id': 'read',
  'GET /v1/journeys': 'read',
  'DELETE /v1/journeys/:id': 'admin',
  'GET /v1/journeys/:id/steps': 'read',
  'POST /v1/journeys/simulate': 'read',
  'PUT /v1/holdout': 'admin',
  'GET /v1/holdout': 'read',
  'PUT /v1/exposure-policies/:id': 'admin',
  'GET /v1/exposure-policies/:id': 'read',
  'GET /v1/exposure-policies': 'read',
  'DELETE /v1/exposure-policies/:id': 'admin',
  'POST /v1/exposure-policies/:id/refresh': 'admin',
  'POST /v1/exposure-policies/simulate': 'read',
  'GET /v1/exposure-policies/:id/effect': 'read',
  'GET /v1/exposure-policies/:id/bid-hints': 'read',
  'PUT /v1/exchange-rates/:from/:to': 'admin',
  'GET /v1/exchange-rates/:from/:to': 'read',
  'GET /v1/exchange-rates': 'read',
  'DELETE /v1/exchange-rates/:from/:to': 'admin',
  'PUT /v1/report-schedules/:id': 'admin',
  'GET /v1/report-schedules/:id': 'read',
  'GET /v1/report-schedules': 'read',
  'DELETE /v1/report-schedules/:id': 'admin',
  'POST /v1/report-schedules/:id/run': 'admin',
  'GET /v1/report-schedules/:id/runs': 'read',
  'GET /v1/report-schedules/:id/runs/:due/:file': 'read',
  'PUT /v1/delivery-sources/:id': 'admin',
  'GET /v1/delivery-sources/:id': 'read',
  'GET /v1/delivery-sources': 'read',
  'DELETE /v1/delivery-sources/:id': 'admin',
  'PUT /v1/targeting/:adgroup_id': 'admin',
  'GET /v1/targeting/:adgroup_id': 'read',
  'GET /v1/targeting': 'read',
  'DELETE /v1/targeting/:adgroup_id': 'admin',
  'GET /v1/delivery': 'read',
  'GET /v1/reports/delivery': 'read',
  'GET /v1/audit-trail': 'admin',
  'GET /v1/live': 'read',
  'GET /v1/rejected': 'read',
  'GET /v1/consent/verify': 'read',
  'GET /v1/consent/records/:record': 'read',
  'GET /v1/consent/summary': 'read',
  'GET /v1/test-events': 'read',
  'POST /v1/admin/clock': 'admin',
  'POST /v1/admin/audit': 'admin',
}
/** Routes for keys that are limited to sources. */
const LIMITED = new Set([
  'GET /v1/metrics',
  'GET /v1/reports/segments',
  'POST /v1/reports/funnel',
  'POST /v1/reports/retention',
  'GET /v1/reports/exposure',
  'GET /v1/reports/leaderboard',
  'GET /v1/reports/interests',
  'POST /v1/reports/journeys',
  'GET /v1/sources/:code/health',
  'GET /v1/catalogue',
  'GET /v1/live',
  'GET /v1/rejected',
  'GET /v1/consent/summary',
  'GET /v1/test-events',
])

const routes: { method: string; url: string }[] = []
let world: World

beforeAll(async () => {
  world = await createWorld({
    onRoute: ({ method, url }) => {
      for (const one of [method].flat()) if (!url.startsWith('/docs')) routes.push({ method: one, url })
    },
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const needOf = (method: string, url: string): Scope | 'any key' | 'public' | undefined =>
  NEEDS[`${method === 'HEAD' ? 'GET' : method} ${url}`]
const path = (url: string): string =>
  url
    .replace(':code', 'nosuch')
    .replace(':id', 'nosuch')
    .replace(':segment', 'nosuch')
    .replace(':key', 'person:0')
    .replace(':record', '0-1')
    .replace(':adgroup_id', 'nosuch')
    .replace(':from', 'EUR')
    .replace(':to', 'USD')

async function passes(method: string, url: string, secret: string | undefined): Promise<boolean> {
  const { statusCode } = await world.app.inject({
    method: method as 'GET',
    url: path(url),
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
  })
  return statusCode !== 401 && statusCode !== 403
}

describe('access', () => {
  it('is declared for every route', () => {
    expect(routes.filter(({ method, url }) => needOf(method, url) === undefined)).toEqual([])
    expect(Object.keys(NEEDS).filter((line) => !routes.some(({ method, url }) => `${method} ${url}` === line))).toEqual([])
  })

  it('is given to exactly the scopes declared, for every set of scopes', async () => {
    const sets = Array.from({ length: 2 ** SCOPES.length - 1 }, (_, bits) => SCOPES.filter((_scope, i) => ((bits + 1) >> i) & 1))
    for (const scopes of sets) {
      const secret = await world.key(scopes)
      for (const { method, url } of routes) {
        const need = needOf(method, url)
        const allowed =
          need === 'public' || need === 'any key' || scopes.includes('admin') || scopes.some((scope) => scope === need)
        expect(await passes(method, url, secret), `${method} ${url} with ${scopes.join(' ')}`).toBe(allowed)
      }
    }
  })

  it('needs a key that is known and right', async () => {
    const secret = await world.key(['admin'])
    const wrong = [
      undefined,
      'x',
      `${secret}x`,
      secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      'sk_000000000000_' + 'A'.repeat(43),
    ]
    // Keys that nobody knows wait for news of keys, together.
    const tries = wrong.flatMap((key) => routes.map(({ method, url }) => ({ method, url, key })))
    const passed = await Promise.all(tries.map(({ method, url, key }) => passes(method, url, key)))
    for (const [i, { method, url, key }] of tries.entries())
      expect(passed[i], `${method} ${url} with ${key}`).toBe(needOf(method, url) === 'public')
  })

  it('of a key limited to sources is only to what keeps to them', async () => {
    const secret = await world.key(['admin'], ['shop'])
    for (const { method, url } of routes) {
      const open =
        ['public', 'any key'].includes(needOf(method, url) ?? '') || LIMITED.has(`${method === 'HEAD' ? 'GET' : method} ${url}`)
      expect(await passes(method, url, secret), `${method} ${url}`).toBe(open)
    }
  })
})
