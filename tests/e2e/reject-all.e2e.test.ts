import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { allAt, exportedRows, figuresOf } from '../support/embedded-client.ts'
import { purchasesAt, REFUSING } from '../support/refusals.ts'

const NOW = Date.UTC(2024, 6, 1)
const LATER = NOW + 10_000
const SEGMENTS = ['buyers', 'profiled', 'open'] as const
const BUYERS = { event: { name: 'Purchase' }, within: 'all' }

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir()
  await weir.client.setClock(NOW)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: BUYERS })
  await weir.client.put('/v1/segments/profiled', { name: 'Profiled', rule: BUYERS, purposes: ['profiling'] })
  await weir.client.put('/v1/segments/open', { name: 'Open', rule: BUYERS, purposes: [] })
})
afterAll(() => weir[Symbol.asyncDispose]())

test(`whoever refuses is in no list, file, size or preview: ${REFUSING.length} ways in six dialects`, async () => {
  const { client } = weir
  await client.send(purchasesAt(NOW))
  await weir.settled()
  for (const id of SEGMENTS) expect(await figuresOf(client, id, NOW), id).toEqual(allAt(REFUSING.length + 1))

  await client.setClock(LATER)
  for (const { what, refuse } of REFUSING) expect((await refuse(client, ADMIN_KEY, LATER)).status, what).toBeLessThan(300)
  await weir.settled()
  for (const id of ['buyers', 'profiled']) expect(await figuresOf(client, id, LATER), id).toEqual(allAt(1))
  // A segment without purposes asks for storage alone.
  const only = REFUSING.filter(({ what }) => what.endsWith(': gpc')).length
  expect(await figuresOf(client, 'open', LATER)).toEqual(allAt(1 + only))
  const file = (await exportedRows(client, 'buyers', 'tiktok_file', 'EMAIL_SHA256')).join('\n')
  for (const { what, email } of REFUSING) expect(file, what).not.toContain(createHash('sha256').update(email).digest('hex'))
})

test('what the person said is shown, why says so, and the past stays as it was', async () => {
  const { client } = weir
  for (const { what, known, email } of REFUSING) {
    const key = 'external_id' in known ? `external_id:${String(known.external_id)}` : `email:${email}`
    const person = await client.get<{ consent: Record<string, { granted: boolean; by: string }>; memberships: object[] }>(
      `/v1/people/${key}`,
    )
    expect(Object.values(person.consent).filter(({ granted, by }) => !granted && by === 'signal').length, what).toBeGreaterThan(0)
    const ask = (at: number) =>
      client.get<{ member: boolean; withheld: boolean }>(
        `/v1/people/${key}/why?segment=profiled&at=${encodeURIComponent(new Date(at).toISOString())}`,
      )
    expect([(await ask(NOW)).member, (await ask(LATER)).member], what).toEqual([true, false])
    expect((await ask(LATER)).withheld, what).toBe(true)
    const open = await client.get<{ member: boolean; withheld: boolean }>(`/v1/people/${key}/why?segment=open`)
    expect(open, what).toMatchObject({ member: person.memberships.length > 0, withheld: person.memberships.length === 0 })
  }
  const preview = (at: number) =>
    client.post<{ size: number }>('/v1/segments/preview', { rule: BUYERS, purposes: ['profiling'], as_of: at })
  expect((await preview(NOW)).size).toBe(REFUSING.length + 1)
  expect((await preview(LATER)).size).toBe(1)
})

test('a refusal makes nobody known, and counts once in the totals of its source', async () => {
  const { client } = weir
  await client.put('/v1/sources/totals', { name: 'Totals', kind: 'import', consent_basis: 'assumed' })
  const hit = (event: string, email: string, consent?: object) => ({
    event,
    event_id: `${event} ${email}`,
    event_time: LATER / 1000,
    source: 'totals',
    user: { email },
    ...(consent ? { consent } : {}),
  })
  const no = { purposes: { storage: false } }
  await client.send([hit('Purchase', 'known@example.com')])
  await weir.settled()
  await client.send([hit('Lead', 'known@example.com', no), hit('Lead', 'stranger@example.com', no)])
  await weir.settled()
  expect(await client.get('/v1/people/email:known@example.com')).toMatchObject({
    consent: { storage: { granted: false, by: 'signal' }, profiling: { granted: true, by: 'basis' } },
  })
  expect((await client.call('GET', '/v1/people/email:stranger@example.com')).status).toBe(404)
  const report = '/v1/reports/segments?from=2024-07-01&to=2024-07-02&group_by=source&metrics=conversions&attribution=none'
  const { rows } = await client.get<{ rows: object[] }>(report)
  expect(rows).toContainEqual({ source: 'totals', conversions: 3 })
})

test('the pixel cannot undo what a server denied, unless its source says so', async () => {
  const { client } = weir
  const purposes = { profiling: true, personalised_ads: true, storage: true }
  const said = (event_id: string, source: string, at: number, granted: boolean) => ({
    event: 'Consent',
    event_id,
    event_time: at / 1000,
    source,
    user: { external_id: 'zoe' },
    consent: { purposes: granted ? purposes : { profiling: false } },
  })
  const pixel = async (event_id: string, code: string, at: number): Promise<void> => {
    const context = { pixel: { code }, user: { external_id: 'zoe' }, page: { url: 'https://shop.example/' } }
    const body = { event: 'Consent', event_id, timestamp: new Date(at).toISOString(), context, consent: { purposes } }
    expect((await client.call('POST', '/api/v2/pixel', JSON.stringify(body))).status).toBe(204)
    await weir.settled()
  }
  const consent = async (): Promise<boolean> =>
    (await client.get<{ consent: { profiling: { granted: boolean } } }>('/v1/people/external_id:zoe')).consent.profiling.granted
  await client.put('/v1/sources/trusted', { name: 'T', kind: 'pixel', consent_basis: 'assumed', pixel_may_grant: true })
  await client.setClock(LATER + 10_000)
  await client.send([said('z1', 'shop', LATER + 1_000, true), said('z2', 'shop', LATER + 2_000, false)])
  await pixel('z3', 'shop', LATER + 3_000)
  expect(await consent()).toBe(false)
  await client.send([said('z4', 'shop', LATER + 2_500, true)])
  await weir.settled()
  expect(await consent()).toBe(true)
  await client.send([said('z5', 'shop', LATER + 4_000, false)])
  await pixel('z6', 'trusted', LATER + 5_000)
  expect(await consent()).toBe(true)
})
