import { readFile, readdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { encodedIn, ENCODING_STACKS, PERSONAL_KINDS, readableIn, run, tempFolder } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_KEY, endsWithin, readyClient, ROOT, spawnWeir } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'

/**
 * Personal data in every place of a request, in every encoding up to three deep, is not readable in
 * what the process prints at its most talkative, in heads of answers, in metrics, in names of
 * files, in the files themselves, and in what the command line prints. (Bodies of what is appended
 * and answered: services/ingest/src/accept/canary.test.ts.)
 */

const KINDS = Object.keys(PERSONAL_KINDS)
const NOW = Date.UTC(2024, 4, 2, 12)
/** So many encodings are sent at once, in all places. */
const AT_ONCE = 10

let folder: Awaited<ReturnType<typeof tempFolder>>
let data: string
let weir: RunningProcess
let client: Client
beforeAll(async () => {
  folder = await tempFolder('personal')
  data = join(folder.path, 'data')
  weir = await spawnWeir(data, { WEIR_LOG: 'trace' })
  client = await readyClient(weir)
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
}, 90_000)
afterAll(async () => {
  await weir[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

interface Sent {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string
}

/** By hand: fetch would refuse some of these heads. @returns the answer's head as it came. */
function send({ method = 'GET', path = '/healthz', headers = {}, body }: Sent): Promise<string> {
  const { hostname, port } = new URL(client.url)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve([answer.statusMessage, ...answer.rawHeaders].join('\n')))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const KEYED = { authorization: `Bearer ${ADMIN_KEY}` }
const JSON_KEYED = { ...KEYED, 'content-type': 'application/json' }
const native = (event: object): Sent => ({
  method: 'POST',
  path: '/v1/events',
  headers: JSON_KEYED,
  body: JSON.stringify({ source: 'shop', event: 'Purchase', event_time: NOW / 1000, ...event }),
})

/** Every place of a request that a text can have. */
const POSITIONS: Record<string, (canary: string) => Sent> = {
  ...Object.fromEntries(
    ['user-agent', 'referer', 'origin', 'cookie', 'x-forwarded-for', 'x-request-id', 'access-token', 'content-type', 'x-own'].map(
      (name) => [
        `head ${name}`,
        (canary: string): Sent => ({ ...native({ event_id: name }), headers: { ...JSON_KEYED, [name]: canary } }),
      ],
    ),
  ),
  'a key': (canary) => ({ path: '/v1/segments', headers: { authorization: `Bearer ${canary}` } }),
  'a path that is none': (canary) => ({ path: `/nowhere/${encodeURIComponent(canary)}`, headers: KEYED }),
  'a path as it is': (canary) => ({ path: `/${canary.replaceAll(/[^!-~]/g, '_')}`, headers: KEYED }),
  'a person': (canary) => ({ path: `/v1/people/email:${encodeURIComponent(canary)}`, headers: KEYED }),
  'why of a person': (canary) => ({ path: `/v1/people/${encodeURIComponent(canary)}/why?segment=buyers`, headers: KEYED }),
  'a segment': (canary) => ({ path: `/v1/segments/${encodeURIComponent(canary)}`, headers: KEYED }),
  'a segment to delete': (canary) => ({ method: 'DELETE', path: `/v1/segments/${encodeURIComponent(canary)}`, headers: KEYED }),
  'a source to delete': (canary) => ({ method: 'DELETE', path: `/v1/sources/${encodeURIComponent(canary)}`, headers: KEYED }),
  'a key to delete': (canary) => ({ method: 'DELETE', path: `/v1/keys/${encodeURIComponent(canary)}`, headers: KEYED }),
  'a query': (canary) => ({ path: `/v1/segments?cursor=${encodeURIComponent(canary)}`, headers: KEYED }),
  'a query of a report': (canary) => ({ path: `/v1/reports/segments?from=${encodeURIComponent(canary)}`, headers: KEYED }),
  'a rule': (canary) => ({
    method: 'PUT',
    path: '/v1/segments/x',
    headers: JSON_KEYED,
    body: JSON.stringify({ name: 'X', rule: { [canary]: canary } }),
  }),
  'a body that is no JSON': (canary) => ({
    method: 'POST',
    path: '/v1/events',
    headers: JSON_KEYED,
    body: `{"user": "${canary}`,
  }),
  'an event': (canary) => native({ event: canary }),
  'an id': (canary) => native({ event_id: canary }),
  'a time': (canary) => native({ event_time: canary }),
  'a source': (canary) => native({ source: canary }),
  'a user': (canary) => native({ user: { external_id: canary, email: canary, own: canary } }),
  properties: (canary) =>
    native({ properties: { [canary]: canary, value: canary }, page: { url: `https://shop.example/${canary}` } }),
  'a pixel': (canary) => ({
    method: 'POST',
    path: '/api/v2/pixel',
    body: JSON.stringify({ event: canary, context: { pixel: { code: canary }, user: { email: canary } } }),
  }),
  'a pixel by GET': (canary) => ({
    path: `/api/v2/pixel?analytics_message=${encodeURIComponent(canary)}&sdkid=${encodeURIComponent(canary)}`,
  }),
  'Events API': (canary) => ({
    method: 'POST',
    path: '/open_api/v1.3/event/track/',
    headers: { ...JSON_KEYED, 'access-token': ADMIN_KEY },
    body: JSON.stringify({
      event_source: 'web',
      event_source_id: canary,
      data: [{ event: canary, event_id: canary, user: { email: canary } }],
    }),
  }),
}

/** What a head can carry. */
const inHead = (canary: string): string => canary.replaceAll(/[^ -~]/g, '_')

async function namesIn(at: string): Promise<string[]> {
  return (await readdir(at, { recursive: true, withFileTypes: true })).map(({ name }) => name)
}

async function contentsIn(at: string): Promise<string> {
  const files = (await readdir(at, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join('\n')
}

test.each(KINDS)(
  `%s in ${Object.keys(POSITIONS).length} places x ${ENCODING_STACKS.length} stacks: in no line, head, metric, name or file`,
  async (kind) => {
    const heads: string[] = []
    for (let from = 0; from < ENCODING_STACKS.length; from += AT_ONCE) {
      const sent = ENCODING_STACKS.slice(from, from + AT_ONCE).flatMap((stack) => {
        const canary = inHead(encodedIn(stack, PERSONAL_KINDS[kind]!))
        return Object.values(POSITIONS).map((position) => send(position(canary)))
      })
      heads.push(...(await Promise.all(sent)))
    }
    expect(heads.length).toBe(ENCODING_STACKS.length * Object.keys(POSITIONS).length)
    // Everything has been said, and folded.
    await client.setClock(NOW)
    const printed = `${weir.stdout()}\n${weir.stderr()}`
    expect(printed.split('"msg":"request"').length).toBeGreaterThan(heads.length)
    expect(readableIn(printed, kind)).toEqual([])
    expect(readableIn(heads.join('\n'), kind)).toEqual([])
    expect(readableIn(await client.get<string>('/metrics'), kind)).toEqual([])
    expect(readableIn((await namesIn(data)).join('\n'), kind)).toEqual([])
    expect(readableIn(await contentsIn(data), kind)).toEqual([])
  },
)

test.each(KINDS)('%s in a file to replay: in nothing that the command line prints', async (kind) => {
  const file = join(folder.path, 'rows.ndjson')
  const rows = ENCODING_STACKS.flatMap((stack) => {
    const canary = encodedIn(stack, PERSONAL_KINDS[kind]!)
    const row = { name: 'Purchase', time: '2024-05-02T11:00:00Z', email: 'a@example.com', value: 1 }
    return [
      JSON.stringify({ ...row, time: canary }),
      JSON.stringify({ ...row, name: canary, email: canary, [canary]: canary }),
      JSON.stringify({ ...row, value: canary }),
      JSON.stringify({ ...row, value: { [canary]: canary } }),
    ]
  })
  await writeFile(file, rows.join('\n'))
  const map = join(folder.path, 'map.json')
  const fields = { 'user.email': 'email', 'properties.value': { column: 'value', type: 'number' } }
  await writeFile(map, JSON.stringify({ event: { column: 'name' }, event_time: 'time', ...fields }))
  await using replayed = await run(
    process.execPath,
    [
      '--import',
      'tsx',
      '--conditions=@weir/source',
      'services/embedded/src/cli.ts',
      'replay',
      file,
      '--map',
      map,
      '--source',
      'shop',
    ],
    { cwd: ROOT, env: { WEIR_URL: client.url, WEIR_KEY: ADMIN_KEY } },
  )
  await endsWithin(replayed, 60_000)
  const told = `${replayed.stdout()}\n${replayed.stderr()}`
  expect(told).toMatch(/rejected +\d{2}/)
  expect(readableIn(told, kind)).toEqual([])
})

test('the canary: planted in a line, a head, a name or a file, every kind is found', async () => {
  await using own = await tempFolder('planted')
  for (const kind of KINDS) {
    const plain = PERSONAL_KINDS[kind]!
    for (const stack of ENCODING_STACKS) {
      const canary = encodedIn(stack, plain)
      expect(readableIn(JSON.stringify({ level: 'info', msg: `refused ${canary}` }), kind)).toContain(stack.join(' of '))
      expect(readableIn(['x-own', canary].join('\n'), kind)).toContain(stack.join(' of '))
    }
    await writeFile(join(own.path, encodeURIComponent(plain)), plain)
    expect(readableIn((await namesIn(own.path)).join('\n'), kind)).toContain('percent')
    expect(readableIn(await contentsIn(own.path), kind)).toContain('')
  }
})
