import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirApiError, createWeir, dataOf } from '@weir/client'
import type { Weir } from '@weir/client'
import { expect, test } from 'vitest'
import { CLIENT_TYPES, clientTypes } from '../support/client-types.ts'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import { ROOT } from '../tidy/repository.ts'

test('the types of the client are those of the API, and leave no body unsaid', async () => {
  const kept = await readFile(join(ROOT, CLIENT_TYPES), 'utf8')
  const generated = await clientTypes()
  expect(kept === generated ? 'current' : 'run npm run client').toBe('current')
  // Headers may be any.
  const bodies = generated.replaceAll('[name: string]: unknown;', '').replaceAll(/\/\*\*.*?\*\//gs, '')
  expect(bodies.match(/.*(?<![\w"])unknown(?![\w"]).*/g) ?? []).toEqual([])
})

const path = <T extends Record<string, string>>(values: T) => ({ params: { path: values } })

/** The README's story, as a program tells it. */
async function story(weir: Weir): Promise<void> {
  await weir.PUT('/v1/sources/{code}', {
    ...path({ code: 'shop' }),
    body: { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' },
  })
  const rule = { event: { name: 'Purchase' }, within: '30d', count: { gte: 2 } }
  await weir.PUT('/v1/segments/{id}', { ...path({ id: 'repeat-buyers' }), body: { name: 'Repeat buyers', rule } })
  const purchase = (id: string, value: number) => ({
    source: 'shop',
    event: 'Purchase',
    event_id: id,
    user: { email: 'ada@example.com' },
    properties: { value, currency: 'EUR' },
  })
  const login = { source: 'shop', event: 'Login', event_id: 'l-1', user: { ttp: 'cookie-1', email: 'ada@example.com' } }
  const view = { source: 'shop', event: 'ViewContent', event_id: 'v-1', user: { ttp: 'cookie-1' } }
  const sender = createWeir({ url: weirUrl, key: ADMIN_KEY })
  const taken = await dataOf(sender.POST('/v1/events', { body: [purchase('o-1', 20), purchase('o-2', 35), view, login] }))
  expect([taken.accepted, taken.rejected]).toEqual([4, []])

  const listed = await dataOf(
    weir.GET('/v1/segments/{id}/members', { params: { path: { id: 'repeat-buyers' }, query: { wait: 'true' } } }),
  )
  expect(listed.members).toHaveLength(1)
  const file = await dataOf(
    weir.GET('/v1/segments/{id}/export', {
      params: { path: { id: 'repeat-buyers' }, query: { id_types: ['EMAIL_SHA256', 'PHONE_SHA256'] } },
      parseAs: 'text',
    }),
  )
  expect(file).toMatch(/[0-9a-f]{64}/)
  const person = await dataOf(weir.GET('/v1/people/{key}', path({ key: 'email:ada@example.com' })))
  expect(person.memberships.map(({ segment }) => segment)).toEqual(['repeat-buyers'])
  const query = { from: '2020-01-01', to: '2050-01-01', group_by: ['segment' as const], wait: 'true' as const }
  const report = await dataOf(weir.GET('/v1/reports/segments', { params: { query } }))
  expect(report.rows).toContainEqual(expect.objectContaining({ segment: 'repeat-buyers' }))
}

let weirUrl = ''

test('a program with a key tells the story of the README', async () => {
  await using weir = await startWeir()
  weirUrl = weir.client.url
  const client = createWeir({ url: `${weirUrl}/`, key: ADMIN_KEY })
  await story(client)
  const wrong = client.PUT('/v1/segments/{id}', {
    ...path({ id: 'wrong' }),
    body: { name: 'Wrong', rule: { event: { name: 'Purchase' }, within: '30 days' } },
  })
  const error = await wrong.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(WeirApiError)
  expect(error).toMatchObject({ status: 400, code: 'invalid_field', faults: [{ path: 'rule.within' }] })
  expect((error as WeirApiError).faults[0]?.message).toContain('30d')
  expect((error as WeirApiError).requestId).toMatch(/^[\w-]{36}$/)
  const nobody = createWeir({ url: weirUrl, key: 'wrong' })
  await expect(nobody.GET('/v1/segments')).rejects.toMatchObject({ status: 401, code: 'bad_token' })
})

/** As much of a browser as a session needs. */
function browser(): (request: Request) => Promise<Response> {
  let cookie = ''
  return async (request) => {
    if (cookie !== '') request.headers.set('cookie', cookie)
    const answer = await fetch(request)
    const given = answer.headers.get('set-cookie')
    if (given !== null) cookie = given.split(';')[0]!
    return answer
  }
}

test('a browser that signed in tells the same story, and nothing more once it signed out', async () => {
  await using weir = await startWeir()
  weirUrl = weir.client.url
  const client = createWeir({ url: weirUrl, fetch: browser() })
  await expect(client.GET('/v1/segments')).rejects.toMatchObject({ status: 401 })
  await expect(client.DELETE('/v1/segments/{id}', path({ id: 'x' }))).rejects.toMatchObject({ status: 401 })
  const session = await dataOf(client.POST('/v1/session', { body: { key: ADMIN_KEY } }))
  expect(session).toMatchObject({ role: 'admin', scopes: ['admin'] })
  await story(client)
  await client.DELETE('/v1/session')
  await expect(client.GET('/v1/segments')).rejects.toMatchObject({ status: 401, code: 'bad_token' })
})

test('the example of its README is right', async () => {
  await using weir = await startWeir()
  const text = await readFile(join(ROOT, 'packages/client/README.md'), 'utf8')
  const [, code = ''] = /```ts\n([^`]*)```/.exec(text) ?? []
  expect(code).toContain("import { WeirApiError, createWeir, dataOf } from '@weir/client'")
  const said: unknown[][] = []
  const console = { log: (...words: unknown[]) => said.push(words), error: (...words: unknown[]) => said.push(words) }
  const body = code
    .replace(/^import.*$/m, '')
    .replace("'http://localhost:8080'", 'url')
    .replace('process.env.KEY', 'key')
  // oxlint-disable-next-line no-implied-eval -- the code is the README's own
  const run = new Function('WeirApiError', 'createWeir', 'dataOf', 'console', 'url', 'key', `return (async () => {${body}})()`)
  await run(WeirApiError, createWeir, dataOf, console, weir.client.url, ADMIN_KEY)
  expect(said).toEqual([
    [0, expect.arrayContaining([expect.objectContaining({ code: 'unknown_event' })])],
    [404, 'not_found', expect.any(String), []],
  ])
})
