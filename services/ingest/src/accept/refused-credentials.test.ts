import { randomBytes } from 'node:crypto'
import type { RefusedCredential, SourceInput, StoredKey } from '@weir/contracts'
import { createClock, createKey, createLogger } from '@weir/runtime'
import { describe, expect, test } from 'vitest'
import { bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'

const HOUR_MS = 3_600_000
const EVENT = { event_id: 'e-1', user: { external_id: 'u-1' } }
const iso = new Date(NOW).toISOString()
const SINGLE = { event: 'Purchase', timestamp: iso, context: { user: { external_id: 'u-1' } } }

/** Every door that asks for a key, with a body for a source. */
const DOORS: Record<string, (source: string) => unknown> = {
  [NATIVE]: (source) => ({ ...bodyFor(NATIVE, EVENT), source }),
  [EVENTS_2]: (source) => ({ ...bodyFor(EVENTS_2, EVENT), event_source_id: source }),
  [TRACK_1]: (source) => ({ ...SINGLE, pixel_code: source }),
  ...Object.fromEntries(
    (
      [
        ['pixel', 'pixel_code'],
        ['app', 'tiktok_app_id'],
        ['offline', 'event_set_id'],
      ] as const
    ).flatMap(([door, field]) => [
      [`/open_api/v1.3/${door}/track/`, (source: string) => ({ ...SINGLE, [field]: source })],
      [`/open_api/v1.3/${door}/batch/`, (source: string) => ({ batch: [{ type: 'track', ...SINGLE }], [field]: source })],
    ]),
  ),
}

const stranger = (): string => `sk_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`
const prefixOf = (secret: string): string => secret.slice(0, 'sk_'.length + 12)
const FOREIGN = 'hunter2-is-the-secret-of-somebody'

interface Bad {
  /** What is sent; undefined: nothing. */
  secret?: string
  source?: string
  prefix: string
  status: number
  code: string
  /** As it is told: only sources that somebody made. */
  told?: string
}

/** Every way in which a credential can be bad. */
const KINDS: Record<string, (ingest: Harness) => Promise<Bad>> = {
  missing: async () => ({ prefix: 'none', status: 401, code: 'bad_token' }),
  malformed: async () => ({ secret: FOREIGN, prefix: 'not_ours', status: 401, code: 'bad_token' }),
  'cut short': async () => ({ secret: stranger().slice(0, 40), prefix: 'not_ours', status: 401, code: 'bad_token' }),
  unknown: async () => {
    const secret = stranger()
    return { secret, prefix: prefixOf(secret), status: 401, code: 'bad_token' }
  },
  'with the id of a real key': async ({ secret: real }) => {
    const secret = prefixOf(real) + stranger().slice(prefixOf(real).length)
    return { secret, prefix: prefixOf(real), status: 401, code: 'bad_token' }
  },
  revoked: async (ingest) => {
    const { secret, stored } = await made(ingest, ['ingest'])
    await ingest.config.put(`key:${stored.id}`, undefined)
    return { secret, prefix: prefixOf(secret), status: 401, code: 'bad_token' }
  },
  'of another scope': async (ingest) => {
    const { secret } = await made(ingest, ['read', 'export'])
    return { secret, prefix: prefixOf(secret), status: 403, code: 'missing_scope' }
  },
  'for another source': async (ingest) => {
    const { secret } = await made(ingest, ['ingest'], ['web-2'])
    return { secret, prefix: prefixOf(secret), status: 403, code: 'missing_scope', told: 'web-1' }
  },
  'for a source that nobody made': async ({ secret }) => ({
    secret,
    source: 'hunter2.example',
    prefix: prefixOf(secret),
    status: 403,
    code: 'unknown_source',
  }),
}

async function made(ingest: Harness, scopes: StoredKey['scopes'], sources?: string[]) {
  const key = createKey('made', scopes, NOW, sources)
  await ingest.config.put(`key:${key.stored.id}`, key.stored)
  return key
}

function send(ingest: Harness, path: string, body: unknown, secret: string | undefined) {
  const name = path === NATIVE ? 'authorization' : 'access-token'
  const headers = secret === undefined ? {} : { [name]: path === NATIVE ? `Bearer ${secret}` : secret }
  return ingest.app.inject({
    method: 'POST',
    url: path,
    payload: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const seriesOf = async (ingest: Harness): Promise<string[]> =>
  (await ingest.registry.metrics()).split('\n').filter((line) => line.startsWith('weir_ingest_refused_credentials_total{'))

/** What is told once all of it is: the rows without what is by chance. */
async function told(ingest: Harness) {
  const rows = await ingest.refusedCredentials()
  return rows.map(({ source, path, body }) => ({ source, path, ...(JSON.parse(body) as RefusedCredential) }))
}

const CASES = Object.keys(DOORS).flatMap((path) => Object.keys(KINDS).map((kind) => [path, kind] as const))

test.each(CASES)('%s: a key %s is counted and told of, and never shown', async (path, kind) => {
  const lines: string[] = []
  const logger = createLogger('ingest', 'trace', { write: (line) => void lines.push(line) })
  await using ingest = await openIngest({ assumed: ['web-1', 'web-2'], logger })
  const { secret, source = 'web-1', prefix, status, code, told: toldOf = '' } = await KINDS[kind]!(ingest)
  const body = DOORS[path]!(source)
  for (let i = 0; i < 3; i++) await send(ingest, path, body, secret)
  const dialect = path === NATIVE ? 'native' : path === EVENTS_2 ? 'events_api_2' : 'events_api_1'
  expect(await seriesOf(ingest)).toEqual([
    `weir_ingest_refused_credentials_total{dialect="${dialect}",status="${status}",prefix="${prefix}"} 3`,
  ])
  const first = { source: toldOf, path: prefix, prefix, dialect, status, code, count: 1 }
  expect(await told(ingest)).toEqual([first])
  expect(await ingest.hits()).toEqual([])
  const audit = lines.filter((line) => line.includes('"audit":true'))
  expect(audit).toHaveLength(1)
  const shown = [await ingest.registry.metrics(), ...lines, JSON.stringify(await ingest.refusedCredentials())].join('\n')
  expect(shown).not.toContain('hunter2')
  // Not a part of it, either: what comes behind the public id.
  if (secret !== undefined) expect(shown).not.toContain(secret.slice(prefixOf(secret).length, -4))
})

describe('the pixel', () => {
  const hit = (code: string) => ({
    event: 'Pageview',
    message_id: 'm-1',
    timestamp: iso,
    context: { pixel: { code }, page: { url: 'https://x.example/' } },
  })
  const sources: Record<string, SourceInput> = {
    listed: { name: 'l', kind: 'pixel', consent_basis: 'assumed', allowed_origins: ['https://shop.example'] },
  }

  test.each([
    ['with a code that nobody made', 'nobody', 'unknown_source', ''],
    ['from an origin that is not listed', 'listed', 'origin_not_allowed', 'listed'],
  ])('%s', async (_, asked, code, source) => {
    await using ingest = await openIngest({ sources })
    for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example'])
      expect((await post(ingest, PIXEL, hit(asked), { origin })).statusCode).toBe(403)
    expect(await seriesOf(ingest)).toEqual([
      'weir_ingest_refused_credentials_total{dialect="pixel",status="403",prefix="none"} 3',
    ])
    expect(await told(ingest)).toEqual([{ source, path: 'none', prefix: 'none', dialect: 'pixel', status: 403, code, count: 1 }])
  })
})

test('what is taken, and what is refused for its content, is none of it', async () => {
  await using ingest = await openIngest()
  await send(ingest, NATIVE, DOORS[NATIVE]!('web-1'), ingest.secret)
  await send(ingest, NATIVE, '{', ingest.secret)
  await send(ingest, EVENTS_2, { event_source_id: 'web-1', data: 'x' }, ingest.secret)
  expect(await seriesOf(ingest)).toEqual([])
  expect(await told(ingest)).toEqual([])
})

test('the count of an hour is told when it is over, once', async () => {
  const clock = createClock('manual', NOW)
  await using ingest = await openIngest({ clock })
  for (let i = 0; i < 7; i++) await send(ingest, NATIVE, {}, undefined)
  clock.advance(NOW + HOUR_MS)
  await send(ingest, NATIVE, {}, undefined)
  expect((await told(ingest)).map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([1, 1, 7])
  const hours = (await ingest.refusedCredentials()).map(({ rejected_at }) => rejected_at.slice(0, 13))
  expect(hours.toSorted()).toEqual(['2024-01-08 13', '2024-01-08 13', '2024-01-08 14'])
})

test('a log that is away keeps nobody from being refused', async () => {
  const wrap = (log: Harness['log']) => ({ ...log, append: async () => Promise.reject(new Error('away')) })
  await using ingest = await openIngest({ wrap })
  const answer = await send(ingest, NATIVE, {}, undefined)
  expect(answer.statusCode).toBe(401)
  expect(await seriesOf(ingest)).toHaveLength(1)
})

test('10,000 keys of strangers an hour cost a bounded number of series and records, hour after hour', async () => {
  const clock = createClock('manual', NOW)
  await using ingest = await openIngest({ clock })
  const secrets: string[] = []
  for (const hour of [0, 1]) {
    clock.advance(NOW + hour * HOUR_MS)
    const knock = (_: unknown, i: number) => {
      const secret = i % 2 === 0 ? stranger() : randomBytes(20).toString('base64url')
      secrets.push(secret)
      return send(ingest, i % 3 === 0 ? EVENTS_2 : NATIVE, {}, secret)
    }
    for (let sent = 0; sent < 5_000; sent += 500) await Promise.all(Array.from({ length: 500 }, knock))
    // 50 that are named, not_ours and other in two dialects.
    expect((await seriesOf(ingest)).length).toBeLessThanOrEqual(50 + 4)
    expect((await ingest.refusedCredentials()).length).toBeLessThanOrEqual((hour + 1) * 2 * (50 + 4))
  }
  const counted = (await seriesOf(ingest)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  expect(counted).toBeGreaterThanOrEqual(5_000)
  // A key that somebody made keeps its name among them.
  const { secret, stored } = await made(ingest, ['read'])
  await send(ingest, NATIVE, {}, secret)
  expect((await seriesOf(ingest)).filter((line) => line.includes(`sk_${stored.id}`))).toHaveLength(1)
  const shown = (await ingest.registry.metrics()) + JSON.stringify(await ingest.refusedCredentials())
  expect(secrets.filter((one) => shown.includes(one.startsWith('sk_') ? one.slice(16) : one))).toEqual([])
}, 120_000)
