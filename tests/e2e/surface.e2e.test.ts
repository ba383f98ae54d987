import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'

/** What the API promises at this stage, method by method. */
const PROMISED = [
  'POST /v1/events',
  'POST /v1/delivery',
  'POST /open_api/v1.3/event/track/',
  'POST /open_api/v1.3/pixel/track/',
  'POST /open_api/v1.3/pixel/batch/',
  'POST /api/v2/pixel',
  'GET /api/v2/pixel',
  'PUT /v1/sources/{code}',
  'PUT /v1/segments/{id}',
  'GET /v1/segments/{id}',
  'DELETE /v1/segments/{id}',
  'GET /v1/segments',
  'POST /v1/segments/preview',
  'GET /v1/segments/{id}/members',
  'GET /v1/segments/{id}/export',
  'GET /v1/people/{key}',
  'GET /v1/reports/segments',
  'GET /v1/rejected',
  'POST /v1/admin/clock',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
]

interface Description {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      { responses?: object; requestBody?: { content: object }; security?: object[]; parameters?: { in: string; name: string }[] }
    >
  >
}

test('the description of the API is complete and every promised path is in it', async () => {
  await using weir = await startWeir()
  const { client } = weir
  const description = await client.get<Description>('/openapi.json')
  expect(description.openapi).toMatch(/^3\.1\./)
  const described = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described).toEqual(expect.arrayContaining(PROMISED))
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      expect(operation.responses, `${method} ${path}`).toBeDefined()
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect(inPath.toSorted(), `${method} ${path}`).toEqual(named.toSorted())
    }
  }
  const delivery = description.paths['/v1/delivery']?.['post']
  expect(delivery?.parameters?.map(({ name }) => name)).toEqual(expect.arrayContaining(['source', 'platform', 'preview', 'tz']))
  expect(Object.keys(delivery?.requestBody?.content ?? {})).toEqual(['text/csv', 'application/json', 'application/x-ndjson'])
  expect(Object.keys(delivery?.responses ?? {})).toEqual(expect.arrayContaining(['200', '202', '400']))
  for (const ref of JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = ref[1]!
      .split('/')
      .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], description)
    expect(target, ref[0]).toBeDefined()
  }

  const docs = await fetch(`${client.url}/docs`)
  expect(docs.status).toBe(200)
  const page = await docs.text()
  expect(page).toContain('<html')
  // Everything that the page needs comes from here.
  const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => new URL(match[1]!, docs.url))
  for (const asset of assets) {
    expect(asset.origin).toBe(new URL(client.url).origin)
    expect((await fetch(asset)).status, asset.href).toBe(200)
  }

  for (const path of ['/healthz', '/readyz'])
    expect(await (await fetch(client.url + path)).json()).toMatchObject({ status: 'ok' })
  expect(await (await fetch(`${client.url}/metrics`)).text()).toMatch(/^weir_/m)
  // Whatever is not public answers 401 without a key, and never a stack trace.
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      // TikTok's endpoints say it in their own way.
      if ((operation.security ?? []).length === 0 || path.startsWith('/open_api')) continue
      const answer = await fetch(client.url + path.replaceAll(/\{\w+\}/g, 'x'), { method: method.toUpperCase() })
      expect(answer.status, `${method} ${path}`).toBe(401)
      expect(await answer.json()).toMatchObject({ code: 'bad_token' })
    }
  }
})

/** Where a page may post, and so may ask before. */
const FOR_BROWSERS = /^\/(v1\/events|api\/v2\/(?!nosuch).+)$/

test('browsers are answered where they may post, and on no other path', async () => {
  await using weir = await startWeir()
  const { client } = weir
  const origin = 'https://shop.example'
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed', allowed_origins: [origin] })
  const { paths } = await client.get<Description>('/openapi.json')
  const housekeeping = ['act', 'inter', 'perf', 'monitor', 'enrich_ipv6'].map((name) => `/api/v2/pixel/${name}`)
  const beside = [
    '/',
    '/docs',
    '/nosuch',
    '/v1/event',
    '/v1/events/x',
    '/v1/eventsx',
    '/v1/*',
    '/api/v2',
    '/api/v2/nosuch',
    '/api/v2x',
  ]
  // Other names of what the description has once.
  const aliases = ['/api/v2/shopify_pixel', '/api/v2/shopify_pixel/act', '/open_api/v1.2/pixel/track/']
  const all = new Set([...Object.keys(paths), ...housekeeping, ...aliases, ...beside])
  const answered: string[] = []
  for (const path of all) {
    for (const method of ['POST', 'GET', 'PUT', 'DELETE']) {
      const headers = { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' }
      const url = `${client.url}${path.replace(/\{\w+\}/g, 'x')}`
      const answer = await fetch(url, { method: 'OPTIONS', headers })
      const isOpen = answer.headers.has('access-control-allow-origin')
      expect(isOpen, `${method} ${path}`).toBe(FOR_BROWSERS.test(path))
      if (isOpen) answered.push(path)
      else expect([404, 405], `${method} ${path}`).toContain(answer.status)
    }
  }
  expect(answered.length).toBeGreaterThanOrEqual(4 * 9)
  expect(all.size).toBeGreaterThan(35)
  // Nor does a plain answer elsewhere invite anybody.
  const plain = await fetch(`${client.url}/v1/segments`, { headers: { origin, authorization: `Bearer ${ADMIN_KEY}` } })
  expect([plain.status, plain.headers.get('access-control-allow-origin')]).toEqual([200, null])
})
