import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOPICS } from '@weir/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ann, bob, createBuyers, idOf, rule, sha256 } from '../../../test/buyers.ts'
import type { World } from '../../../test/world.ts'
import { readExportManifest } from './folder.ts'
import { startFileWriter } from './writer.ts'

let world: World
let root: string
let now: number
let writer: ReturnType<typeof startFileWriter>
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-exports-'))
  world = await createBuyers()
  now = Date.UTC(2024, 4, 1)
  world.deps.exportsFolder = root
  writer = startFileWriter({ ...world.deps, wallClock: { now: () => now } }, root)
})
afterEach(async () => {
  await writer.close()
  await world[Symbol.asyncDispose]()
  await rm(root, { recursive: true })
})

const SPEC = { kind: 'files', name: 'Buyers', segment: 'buyers', id_types: ['EMAIL_SHA256', 'PHONE_SHA256'], every_minutes: 10 }
const folder = (): string => join(root, 'crm')
const put = (more: object = {}) => world.ask('PUT', '/v1/destinations/crm', { ...SPEC, ...more })
const names = async (): Promise<string[]> => (await readdir(folder()).catch((): string[] => [])).toSorted()
const versionNow = async (): Promise<number | undefined> => (await readExportManifest(folder()))?.version

test('a file has who is in the segment, and a manifest that says so', async () => {
  expect((await put()).statusCode).toBe(200)
  await writer.look()
  expect(await names()).toEqual(['manifest.json', 'members-1.csv'])
  const text = await readFile(join(folder(), 'members-1.csv'), 'utf8')
  const [head, ...lines] = text.trimEnd().split('\n')
  expect(head).toBe('person,since,until,EMAIL_SHA256,PHONE_SHA256')
  expect(lines.map((line) => line.slice(0, 32)).toSorted()).toEqual([ann, bob].map(idOf).toSorted())
  expect(text).toContain(sha256('ann@example.org'))
  const digest = createHash('sha256').update(text).digest('hex')
  const said = { version: 1, rows: 2, bytes: Buffer.byteLength(text), sha256: digest, file: 'members-1.csv' }
  expect(await readExportManifest(folder())).toMatchObject({ destination: 'crm', segment: 'buyers', ...said })
  const status = (await world.ask('GET', '/v1/destinations/crm')).json<object>()
  expect(status).toMatchObject({ kind: 'files', state: 'active', syncing: null, file: said })
  expect((await world.ask('POST', '/v1/destinations/crm/test', {})).json()).toEqual({ ok: true, reason: null })
})

test('it is written anew when it is due, asked for, or changed, and the one before goes', async () => {
  await put()
  await writer.look()
  now += 9 * 60_000
  await writer.look()
  expect(await versionNow()).toBe(1)
  now += 60_000
  await writer.look()
  expect(await names()).toEqual(['manifest.json', 'members-2.csv'])
  await world.ask('POST', '/v1/destinations/crm/sync', {})
  await writer.look()
  expect(await versionNow()).toBe(3)
  await put({ format: 'ndjson' })
  await writer.look()
  expect(await names()).toEqual(['manifest.json', 'members-4.ndjson'])
  await world.ask('POST', '/v1/destinations/crm/pause', {})
  now += 3_600_000
  await writer.look()
  expect(await versionNow()).toBe(4)
})

test('it is written anew within a minute after somebody withdrew, or came on a list', async () => {
  await put({ every_minutes: undefined })
  await writer.look()
  now += 3_600_000
  await writer.look()
  expect(await versionNow()).toBe(1)
  const optOut = { digests: [idOf(bob)], denied: { storage: now }, scope: 'hit', received_at: now }
  await world.deps.log.append(TOPICS.optOuts, [{ partition: 0, key: '', value: Buffer.from(JSON.stringify(optOut)) }])
  await writer.look()
  await writer.look()
  expect(await versionNow()).toBe(2)
  await world.ask('PUT', '/v1/suppression-lists/staff', {
    name: 'Staff',
    identifiers: [{ type: 'email', value: 'ann@example.org' }],
  })
  await writer.look()
  expect(await versionNow()).toBe(3)
})

test('nothing of it stays below min_size, or when it is deleted; what is not ours does', async () => {
  await put()
  await writer.look()
  await writeFile(join(folder(), 'notes.txt'), 'ours')
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule, min_size: 4 })
  await writer.look()
  expect(await names()).toEqual(['notes.txt'])
  expect((await world.ask('GET', '/v1/destinations/crm')).json()).toMatchObject({ below_min_size: true, file: null })
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule, min_size: 3 })
  await writer.look()
  expect(await versionNow()).toBe(1)
  expect((await world.ask('DELETE', '/v1/destinations/crm')).statusCode).toBe(202)
  await writer.look()
  expect(await names()).toEqual(['notes.txt'])
  expect((await world.ask('GET', '/v1/destinations/crm')).statusCode).toBe(404)
})

test('a file that cannot be written leaves the one before, and is tried again', async () => {
  await put()
  await writer.look()
  const broken = { ...world.deps, optOuts: { ...world.deps.optOuts, denialsOf: () => Promise.reject(new Error('away')) } }
  const other = startFileWriter({ ...broken, wallClock: { now: () => now + 600_000 } }, root)
  await other.look()
  await other.close()
  expect(await names()).toEqual(['manifest.json', 'members-1.csv'])
  await writeFile(join(folder(), 'manifest.json'), 'something else')
  await writer.look()
  expect(await versionNow()).toBe(1)
})

test('a folder that cannot be written is told of', async () => {
  await put()
  const blocked = join(root, 'a-file')
  await writeFile(blocked, '')
  world.deps.exportsFolder = blocked
  const answer = (await world.ask('POST', '/v1/destinations/crm/test', {})).json()
  expect(answer).toEqual({ ok: false, reason: expect.stringContaining('EEXIST') })
})

test('without a folder no such destination is taken', async () => {
  delete world.deps.exportsFolder
  const answer = await put()
  expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([503, expect.stringContaining('WEIR_EXPORTS')])
})
