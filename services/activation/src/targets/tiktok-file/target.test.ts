import { hash } from 'node:crypto'
import type { StoredDestination } from '@weir/contracts'
import { startTiktokAudiences } from '@weir/testkit'
import { expect, test } from 'vitest'
import { fetchHttp } from '../../http.ts'
import type { Row } from '../../target.ts'
import { createTiktokApi } from '../tiktok-streaming/api.ts'
import { createTiktokFile } from './target.ts'

const SPEC = {
  kind: 'tiktok_file',
  id: 'files',
  name: 'Buyers',
  segment: 'buyers',
  paused: false,
  advertiser_id: '7',
  id_type: 'PHONE_SHA256',
  token: { env: 'TIKTOK_TOKEN' },
  rows_max: 10_000,
  requests_per_second: 100,
  created_at: 1,
} satisfies StoredDestination

const phone = (n: number): string => `PHONE_SHA256:${hash('sha256', `phone ${n}`)}`
const phones = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => phone(from + n))
const row = (...items: string[]): Row => ({ person: 'p', items, at: 0, reason: 'event', turn: 1 })

async function open() {
  const server = await startTiktokAudiences({ advertisers: ['7', '8'], token: 'right-token' })
  const marked = new Set<string>()
  let ids: Readonly<Record<string, string>> = {}
  let now = 0
  const api = createTiktokApi({ url: server.url, http: fetchHttp, token: async () => 'right-token' })
  const place = { read: () => ids, write: async (next: typeof ids) => void (ids = next), refresh: async () => undefined }
  const target = createTiktokFile(SPEC, { api, ids: place, now: () => now })
  return {
    server,
    target,
    marked,
    /** What is kept of the audience. */
    kept: () => ids,
    keep: (next: typeof ids) => (ids = next),
    people: () => [...server.platform.audiences.values()].map(({ ids: all }) => [...all].toSorted()),
    async tend(laterMs = 700_000) {
      now += laterMs
      return target.tend?.(async () => new Set(marked))
    },
    mark: (names: readonly string[]) => names.forEach((name) => marked.add(name)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

type World = Awaited<ReturnType<typeof open>>

async function made(world: World, names: readonly string[]): Promise<void> {
  world.mark(names)
  expect(await world.tend()).toMatchObject({ outcome: { kind: 'done' }, made: names.length })
}

test('there is no audience until the marked people are enough; then files add to it and take from it', async () => {
  await using world = await open()
  const { target, server } = world
  world.mark(phones(0, 999))
  expect(await world.tend()).toBeUndefined()
  expect(await target.send('add', [row(phone(0))])).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('1000') })
  expect(await target.send('remove', [row(phone(0))])).toMatchObject({ kind: 'done' })
  expect(server.platform.requests).toBe(0)
  await made(world, phones(999, 1_001).concat(phones(0, 999)))
  expect(world.people()).toEqual([phones(0, 1_001).toSorted()])
  const [audience] = server.platform.audiences.values()
  expect(audience).toMatchObject({ name: expect.stringMatching(/^Buyers #[0-9a-f]{16}$/), calculateType: 'PHONE_SHA256' })
  expect(await target.send('add', [row(phone(2_000), phone(2_001)), row(phone(2_001))])).toMatchObject({
    kind: 'done',
    request: expect.stringMatching(/^r-/),
  })
  expect(await target.send('remove', [row(phone(0))])).toMatchObject({ kind: 'done' })
  expect(world.people()).toEqual([phones(1, 1_001).concat(phone(2_000), phone(2_001)).toSorted()])
  expect(server.platform.refused).toEqual([])
  expect(await world.tend()).toEqual({ outcome: { kind: 'done', request: '' }, matched: 1_002 })
  expect(await world.tend(1_000)).toBeUndefined()
})

test('whoever has to go goes, also where the platform refuses it: with the audience', async () => {
  await using world = await open()
  const { target, server, marked } = world
  await made(world, phones(0, 1_000))
  marked.delete(phone(0))
  expect(await target.send('remove', [row(phone(0))])).toMatchObject({ kind: 'blocked' })
  // Nobody is sent meanwhile, and nobody is taken for gone.
  expect(await target.send('add', [row(phone(1))])).toMatchObject({ kind: 'blocked' })
  expect(await target.send('remove', [row(phone(0))])).toMatchObject({ kind: 'blocked' })
  expect(await world.tend(1)).toMatchObject({ outcome: { kind: 'done' } })
  expect(server.platform.audiences.size).toBe(0)
  expect(await target.send('remove', [row(phone(0))])).toMatchObject({ kind: 'done' })
  expect(await target.send('add', [row(phone(1))])).toMatchObject({ kind: 'blocked' })
  // One who was confirmed long ago is made anew with the others.
  await made(world, [...phones(1, 1_000), phone(5_000)])
  expect(world.people()).toEqual([[...phones(1, 1_000), phone(5_000)].toSorted()])
})

test('an audience that somebody deleted at the platform is made anew', async () => {
  await using world = await open()
  const { target, server } = world
  await made(world, phones(0, 1_010))
  server.platform.audiences.clear()
  expect(await target.send('add', [row(phone(1))])).toMatchObject({ kind: 'blocked' })
  expect(await world.tend(1)).toMatchObject({ made: 1_010 })
  server.platform.audiences.clear()
  expect(await world.tend()).toMatchObject({ outcome: { kind: 'blocked' } })
  expect(await world.tend()).toMatchObject({ made: 1_010 })
  expect(world.people()).toEqual([phones(0, 1_010).toSorted()])
})

test.each([
  ['an answer was lost', { applied: 'all', answer: 'cut' }],
  ['it was taken twice', { applied: 'twice', answer: { status: 502 } }],
  ['it was taken twice and answered', { applied: 'twice' }],
  ['the answer is nonsense', { applied: 'all', answer: 'nonsense' }],
] as const)('there is one audience in the end where %s as it was made', async (_, trouble) => {
  await using world = await open()
  const { server } = world
  world.mark(phones(0, 1_000))
  // The list, the upload, and then the making.
  server.platform.troubles = [{}, {}, trouble]
  await world.tend()
  if (world.kept()['7']?.startsWith('making')) expect(await world.tend()).toMatchObject({ made: 1_000 })
  expect(world.people()).toEqual([phones(0, 1_000).toSorted()])
  expect(server.platform.audiences.has(world.kept()['7'] ?? '')).toBe(true)
})

test('whoever was overtaken in the making leaves what the other has made', async () => {
  await using world = await open()
  const { server } = world
  world.mark(phones(0, 1_000))
  server.platform.onMapping = () => world.keep({ '7': 'making somebody-else' })
  expect(await world.tend()).toEqual({ outcome: { kind: 'done', request: expect.stringMatching(/^r-/) } })
  expect(server.platform.audiences.size).toBe(0)
  expect(world.kept()).toEqual({ '7': 'making somebody-else' })
})

test('audiences of others stay, and deletion removes what was made, whatever was answered', async () => {
  await using world = await open()
  const { target, server } = world
  await made(world, phones(0, 1_000))
  server.platform.audiences.set('9', { id: '9', name: 'Buyers', advertiser: '7', calculateType: 'PHONE_SHA256', ids: new Set() })
  expect(await target.test()).toMatchObject({ kind: 'done' })
  server.platform.troubles = [{}, { applied: 'all', answer: 'cut' }]
  expect(await target.removeAll?.()).toMatchObject({ kind: 'unknown' })
  expect(await target.removeAll?.()).toMatchObject({ kind: 'done' })
  expect([...server.platform.audiences.keys()]).toEqual(['9'])
})
