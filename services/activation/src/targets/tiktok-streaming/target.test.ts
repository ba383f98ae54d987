import { hash } from 'node:crypto'
import type { StoredDestination } from '@weir/contracts'
import { startTiktokAudiences } from '@weir/testkit'
import { expect, test } from 'vitest'
import { fetchHttp } from '../../http.ts'
import type { Row } from '../../target.ts'
import { createTiktokApi } from './api.ts'
import { createTiktokStreaming } from './target.ts'

const SPEC = {
  kind: 'tiktok_streaming',
  id: 'tiktok',
  name: 'Buyers',
  segment: 'buyers',
  paused: false,
  advertiser_ids: ['7', '8'],
  id_types: ['EMAIL_SHA256', 'GAID_MD5'],
  token: { env: 'TIKTOK_TOKEN' },
  rows_max: 1_000,
  requests_per_second: 100,
  created_at: 1,
} satisfies StoredDestination

const email = (text: string): string => `EMAIL_SHA256:${hash('sha256', text)}`
const gaid = (text: string): string => `GAID_MD5:${hash('md5', text)}`
const row = (...items: string[]): Row => ({ person: 'p', items, at: 0, reason: 'event', turn: 1 })

async function open() {
  const server = await startTiktokAudiences({ advertisers: ['7', '8'], token: 'right-token' })
  let ids: Record<string, string> = {}
  let token = 'right-token'
  const api = createTiktokApi({ url: server.url, http: fetchHttp, token: async () => token })
  const target = createTiktokStreaming(SPEC, api, {
    read: () => ids,
    write: async (next) => void (ids = next),
    mayMake: () => true,
  })
  return {
    server,
    target,
    idsOf: (advertiser: string) => [...(server.platform.audiences.get(ids[advertiser] ?? '')?.ids ?? [])],
    setToken: (next: string) => (token = next),
    forgetIds: () => (ids = {}),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

test('people are added and removed at every advertiser, aligned, under the names of this API', async () => {
  await using world = await open()
  const { target, server } = world
  const rows = [row(email('a'), email('a2'), gaid('g')), row(gaid('h')), row(email('b'))]
  expect(await target.send('add', rows)).toMatchObject({ kind: 'done', request: expect.stringMatching(/^r-/) })
  const told = [email('a'), email('a2'), gaid('g'), gaid('h'), email('b')].map((id) => id.replace('GAID', 'AAID')).toSorted()
  expect(world.idsOf('7').toSorted()).toEqual(told)
  expect(world.idsOf('8').toSorted()).toEqual(told)
  expect(await target.send('remove', [row(email('a'))])).toMatchObject({ kind: 'done' })
  expect(world.idsOf('7')).toHaveLength(4)
  expect(server.platform.refused).toEqual([])
  expect(server.platform.audiences.size).toBe(2)
})

test('an audience whose making was not answered is found again, and not made twice', async () => {
  await using world = await open()
  const { target, server } = world
  // The list of advertiser 7, then the making of its audience.
  server.platform.troubles = [{}, { applied: 'all', answer: 'cut' }]
  expect(await target.send('add', [row(email('a'))])).toMatchObject({ kind: 'unknown' })
  expect(await target.send('add', [row(email('a'))])).toMatchObject({ kind: 'done' })
  expect(server.platform.audiences.size).toBe(2)
})

test('each answer is an outcome, and none quotes the token', async () => {
  await using world = await open()
  const { target, server } = world
  const send = () => target.send('add', [row(email('a'))])
  await send()
  const told = async (trouble: (typeof server.platform.troubles)[number]) => {
    server.platform.troubles = [trouble]
    return send()
  }
  expect(await told({ answer: { code: 40100 } })).toMatchObject({ kind: 'blocked' })
  expect(await told({ answer: { status: 429 } })).toMatchObject({ kind: 'blocked' })
  expect(await told({ answer: { status: 503 } })).toMatchObject({ kind: 'unknown' })
  expect(await told({ answer: { code: 51_234 } })).toMatchObject({ kind: 'unknown' })
  expect(await told({ answer: 'cut' })).toMatchObject({ kind: 'unknown' })
  expect(await told({ answer: 'nonsense' })).toMatchObject({ kind: 'unknown' })
  expect(await told({ answer: { code: 40002, message: `bad ${'a'.repeat(64)} right-token` } })).toEqual({
    kind: 'refused',
    reason: 'TikTok answered 40002 (bad ... ...)',
    request: 'r-0',
  })
  world.setToken('old-token')
  expect(await send()).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('expired') })
  expect(await target.test()).toMatchObject({ kind: 'blocked' })
  world.setToken('right-token')
  server.platform.scopes.clear()
  expect(await send()).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('may not') })
  server.platform.scopes.add('audience')
  expect(await target.test()).toMatchObject({ kind: 'done' })
  expect(await target.send('add', [row('EMAIL_SHA256:no-hash')])).toMatchObject({ kind: 'refused' })
})

test('removing everything deletes the audiences, also after an answer that was lost', async () => {
  await using world = await open()
  const { target, server } = world
  await target.send('add', [row(email('a'))])
  server.platform.troubles = [{ applied: 'all', answer: 'cut' }]
  expect(await target.removeAll?.()).toMatchObject({ kind: 'unknown' })
  expect(await target.removeAll?.()).toMatchObject({ kind: 'done' })
  expect(server.platform.audiences.size).toBe(0)
})
