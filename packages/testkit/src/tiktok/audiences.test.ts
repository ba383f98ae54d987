import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startTiktokAudiences } from './audience-server.ts'
import type { TiktokAudienceServer } from './audience-server.ts'

const sha = (text: string): string => hash('sha256', text)
const JSON_TYPE = { 'content-type': 'application/json' }

const start = (more: object = {}): Promise<TiktokAudienceServer> =>
  startTiktokAudiences({ advertisers: ['7', '8'], token: 'right', ...more })

async function ask(
  { url }: TiktokAudienceServer,
  path: string,
  body: object | FormData | undefined,
  headers: Record<string, string> = {},
): Promise<{ status: number; code: number; data: Record<string, unknown> }> {
  const isForm = body instanceof FormData
  const sent = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }
  const answer = await fetch(`${url}/open_api/v1.3/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'Access-Token': 'right', ...(isForm ? {} : JSON_TYPE), ...headers },
    ...sent,
  })
  const { code, data = {} } = (await answer.json()) as { code: number; data?: Record<string, unknown> }
  return { status: answer.status, code, data }
}

async function createAudience(server: TiktokAudienceServer, name = 'Buyers'): Promise<string> {
  const { data } = await ask(server, 'segment/audience/', { advertiser_id: '7', action: 'create', custom_audience_name: name })
  return String(data['audience_id'])
}

const mapping = (audience: string, change: object = {}): object => ({
  advertiser_ids: ['7'],
  action: 'add',
  id_schema: ['EMAIL_SHA256', 'AAID_MD5'],
  batch_data: [
    [{ id: sha('a'), audience_ids: [audience] }, {}],
    [
      { id: sha('b'), audience_ids: [audience] },
      { id: hash('md5', 'd'), audience_ids: [audience] },
    ],
  ],
  ...change,
})

test('a streaming audience is made, filled, emptied, listed and deleted', async () => {
  await using server = await start()
  const id = await createAudience(server)
  const ids = () => [...(server.platform.audiences.get(id)?.ids ?? [])]
  expect(await ask(server, 'segment/mapping/', mapping(id))).toMatchObject({ status: 200, code: 0 })
  expect(ids()).toEqual([`EMAIL_SHA256:${sha('a')}`, `EMAIL_SHA256:${sha('b')}`, `AAID_MD5:${hash('md5', 'd')}`])
  const gone = { action: 'delete', id_schema: ['email_sha256'], batch_data: [[{ id: sha('a'), audience_ids: [id] }]] }
  expect((await ask(server, 'segment/mapping/', mapping(id, gone))).code).toBe(0)
  expect(ids()).toHaveLength(2)
  const { data } = await ask(server, 'dmp/custom_audience/list/?advertiser_id=7&page_size=100', undefined)
  expect(data).toMatchObject({ list: [{ audience_id: id, name: 'Buyers', cover_num: 2, is_valid: false }] })
  const deletion = { advertiser_id: '7', action: 'delete', delete_audience_id: id }
  expect((await ask(server, 'segment/audience/', deletion)).code).toBe(0)
  expect(server.platform.audiences.size).toBe(0)
  expect(server.platform.refused).toEqual([])
})

test('each broken request is refused, with nothing of it taken', async () => {
  await using server = await start({ rowsMax: 2, bytesMax: 2_000 })
  const id = await createAudience(server)
  const row = [{ id: sha('a'), audience_ids: [id] }, {}]
  const broken: Record<string, object> = {
    'a field that is not there': { extra: 1 },
    'no advertiser': { advertiser_ids: [] },
    'an advertiser twice': { advertiser_ids: ['7', '7'] },
    'an id that is a number': { advertiser_ids: [7] },
    'another action': { action: 'remove' },
    'no schema': { id_schema: [] },
    'a type twice': { id_schema: ['EMAIL_SHA256', 'EMAIL_SHA256'] },
    'the name that files have': { id_schema: ['EMAIL_SHA256', 'GAID_SHA256'] },
    'a type without hashing': { id_schema: ['EMAIL', 'AAID_MD5'] },
    'no rows': { batch_data: [] },
    'too many rows': { batch_data: [row, row, row] },
    'a row that is too short': { batch_data: [[row[0]]] },
    'a row that is too long': { batch_data: [[...row, {}]] },
    'null for what is missing': { batch_data: [[row[0], null]] },
    'an empty text for what is missing': { batch_data: [[row[0], { id: '', audience_ids: [id] }]] },
    'a row of nothing': { batch_data: [[{}, {}]] },
    'a plain address': { batch_data: [[{ id: 'ada@example.com', audience_ids: [id] }, {}]] },
    'a hash in capitals': { batch_data: [[{ id: sha('a').toUpperCase(), audience_ids: [id] }, {}]] },
    'a hash at another place': { batch_data: [[{}, { id: sha('a'), audience_ids: [id] }]] },
    'no audience': { batch_data: [[{ id: sha('a'), audience_ids: [] }, {}]] },
    'another audience': { batch_data: [[{ id: sha('a'), audience_ids: ['72999'] }, {}]] },
    'an audience of another advertiser': { advertiser_ids: ['8'] },
    'a body that is too large': { batch_data: [[{ id: sha('a'), audience_ids: [id] }, {}]], pad: 'x'.repeat(3_000) },
  }
  for (const [what, change] of Object.entries(broken))
    expect((await ask(server, 'segment/mapping/', mapping(id, change))).code, what).toBe(40002)
  expect((await ask(server, 'segment/mapping/', mapping(id, { advertiser_ids: ['7', '9'] }))).code).toBe(40001)
  expect((await ask(server, 'segment/mapping/', mapping(id), { 'Access-Token': 'old' })).code).toBe(40105)
  expect((await ask(server, 'segment/mapping/', mapping(id), { 'content-type': 'text/plain' })).code).toBe(40002)
  expect((await ask(server, 'segment/mappings/', mapping(id))).code).toBe(40400)
  const long = { advertiser_id: '7', action: 'create', custom_audience_name: 'x'.repeat(71) }
  expect((await ask(server, 'segment/audience/', long)).code).toBe(40002)
  server.platform.scopes.clear()
  expect((await ask(server, 'segment/mapping/', mapping(id))).code).toBe(40001)
  expect(server.platform.audiences.get(id)?.ids.size).toBe(0)
  expect(server.platform.refused.length).toBe(Object.keys(broken).length + 4)
})

test('trouble takes effect in part, twice, late or not at all, and is answered as told', async () => {
  let now = 0
  await using server = await start({ rate: { perSecond: 3, now: () => now } })
  const id = await createAudience(server)
  const size = () => server.platform.audiences.get(id)?.ids.size
  const send = () => ask(server, 'segment/mapping/', mapping(id))
  server.platform.troubles = [{ answer: { code: 40100 } }, { applied: 'part', answer: { status: 502 } }]
  expect([(await send()).code, size()]).toEqual([40100, 0])
  expect([(await send()).status, size()]).toEqual([502, 1])
  expect([(await send()).code, size()]).toEqual([40100, 1])
  now = 1_000
  server.platform.troubles = [{ applied: 'all', answer: 'cut' }, { answer: 'nonsense' }, { applied: 'twice', lateMs: 20 }]
  await expect(send()).rejects.toThrow(/fetch failed/)
  expect(size()).toBe(3)
  await expect(send()).rejects.toThrow(/JSON/)
  const began = performance.now()
  expect((await send()).code).toBe(0)
  expect(performance.now() - began).toBeGreaterThan(15)
})

test('customer files have a signature, a type, an owner and a floor', async () => {
  await using server = await start()
  const upload = async (lines: string[], change: Record<string, string> = {}, name = 'list.csv') => {
    const text = `${lines.join('\n')}\n`
    const form = new FormData()
    const fields = { advertiser_id: '7', file_signature: hash('md5', text), calculate_type: 'EMAIL_SHA256', ...change }
    for (const [key, value] of Object.entries(fields)) form.set(key, value)
    form.set('file', new File([text], name))
    return ask(server, 'dmp/custom_audience/file/upload/', form)
  }
  const people = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => sha(`p${from + n}`))
  const { data } = await upload(people(0, 1_200))
  const file = String(data['file_path'])
  expect(file).toHaveLength(16)
  expect((await upload(people(0, 2), { file_signature: hash('md5', 'other') })).code).toBe(40002)
  expect((await upload(people(0, 2), {}, 'list.xlsx')).code).toBe(40002)
  expect((await upload(['ada@example.com'])).code).toBe(40002)
  expect((await upload(people(0, 2), { calculate_type: 'EMAIL' })).code).toBe(40002)
  expect((await upload(['email_SHA256,MAID_MD5', `${sha('a')},`], { calculate_type: 'MULTIPLE_TYPES' })).code).toBe(0)
  expect((await upload(['email_SHA256,MAID_MD5', sha('a')], { calculate_type: 'MULTIPLE_TYPES' })).code).toBe(40002)
  const create = { advertiser_id: '7', custom_audience_name: 'File', file_paths: [file], calculate_type: 'EMAIL_SHA256' }
  expect((await ask(server, 'dmp/custom_audience/create/', { ...create, advertiser_id: '8' })).code).toBe(40002)
  expect((await ask(server, 'dmp/custom_audience/create/', { ...create, calculate_type: 'PHONE_SHA256' })).code).toBe(40002)
  const few = String((await upload(people(0, 999))).data['file_path'])
  expect((await ask(server, 'dmp/custom_audience/create/', { ...create, file_paths: [few] })).code).toBe(40002)
  const made = await ask(server, 'dmp/custom_audience/create/', create)
  const audience = String(made.data['custom_audience_id'])
  const update = async (action: string | undefined, lines: string[]): Promise<number> => {
    const path = (await upload(lines)).data['file_path']
    const body = { advertiser_id: '7', custom_audience_id: audience, file_paths: [path], ...(action && { action }) }
    return (await ask(server, 'dmp/custom_audience/update/', body)).code
  }
  const size = () => server.platform.audiences.get(audience)?.ids.size
  expect([await update('REMOVE', people(0, 201)), size()]).toEqual([40002, 1_200])
  expect([await update('REMOVE', people(0, 200)), size()]).toEqual([0, 1_000])
  expect([await update('APPEND', people(1_200, 1_201)), size()]).toEqual([0, 1_001])
  // Without an action the audience is replaced.
  expect([await update(undefined, people(0, 999)), size()]).toEqual([40002, 1_001])
  server.platform.troubles = [{}, { applied: 'part', answer: 'cut' }]
  await expect(update('APPEND', people(2_000, 2_010))).rejects.toThrow(/fetch failed/)
  expect(size()).toBe(1_006)
  expect((await ask(server, 'dmp/custom_audience/delete/', { advertiser_id: '7', custom_audience_ids: [audience] })).code).toBe(0)
  expect(server.platform.audiences.size).toBe(0)
})
