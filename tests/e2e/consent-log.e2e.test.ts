import { expect, test } from 'vitest'
import { exportedRows, personOf } from '../support/embedded-client.ts'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { runCli } from '../support/programs.ts'

const NOW = Date.UTC(2024, 6, 1)
const ALL = ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling']
const hit = (person: string, event_id: string, second: number, more: object = {}) => ({
  event: 'Purchase',
  event_id,
  event_time: NOW / 1000 + second,
  source: 'shop',
  user: { external_id: person },
  ...more,
})
const granted = { purposes: Object.fromEntries(ALL.map((purpose) => [purpose, true])) }

interface Shown {
  said: Record<string, { granted: boolean; by: string }>
  proof: string
  person: string
  intact: boolean
}

/** `npm run weir -- consent verify`. */
async function verify({ url }: LocalWeir): Promise<{ code: number | null; output: string }> {
  await using cli = await runCli(['consent', 'verify'], { WEIR_URL: url, WEIR_KEY: ADMIN_KEY })
  const { code } = await cli.ended
  return { code, output: cli.stdout() + cli.stderr() }
}

test('every exported row names the records that allow it, each with its proof, and the log can be verified', async () => {
  await using weir = await startWeir({ WEIR_PARTITIONS: '2' })
  const { client } = weir
  await client.setClock(NOW + 100_000)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
  // Ann says it once by Google's fields, and her e-mail stands among them; then with every hit by
  // an entry.
  const google = { ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted', note: 'ann@example.org' }
  await client.send([
    hit('ann', 'a1', 1, { consent: google }),
    ...Array.from({ length: 20 }, (_, i) => hit('ann', `b${i}`, 2 + i, { consent: { purposes: { profiling: true } } })),
    hit('bob', 'c1', 1),
    hit('cem', 'd1', 1, { consent: granted, limited_data_use: true }),
  ])
  await client.post('/v1/events', hit('cem', 'd2', 2), { 'sec-gpc': '1' })
  await weir.settled()

  const lines = (await client.get<string>('/v1/segments/buyers/export?format=ndjson&consent_record=true')).trimEnd().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as { person: string; consent_record: string[] })
  expect(rows.map(({ person }) => person).sort()).toEqual([personOf('ann'), personOf('bob')].sort())
  const recordsOf = async (person: string): Promise<Shown[]> => {
    const { consent_record } = rows.find((row) => row.person === personOf(person))!
    return Promise.all(consent_record.map((record) => client.get<Shown>(`/v1/consent/records/${record}`)))
  }
  const ann = await recordsOf('ann')
  expect(ann.map(({ said, person, intact }) => [said['storage']?.by, said['profiling']?.by, person, intact])).toEqual([
    ['google_consent_mode', 'google_consent_mode', personOf('ann'), true],
    ['basis', 'explicit', personOf('ann'), true],
  ])
  expect(JSON.parse(ann[0]!.proof)).toEqual([{ ...google, note: '[redacted]' }])
  expect(await recordsOf('bob')).toMatchObject([{ said: { storage: { granted: true, by: 'basis' } }, proof: '', intact: true }])

  const csv = (await client.get<string>('/v1/segments/buyers/export?format=csv&consent_record=true')).split('\n')
  expect(csv[0]).toBe('person,since,until,consent_record')
  const both = rows.find(({ person }) => person === personOf('ann'))!.consent_record.join('|')
  expect(csv.find((line) => line.startsWith(personOf('ann')))).toMatch(new RegExp(`,${both.replace('|', '\\|')}$`))
  expect(await exportedRows(client, 'buyers', 'csv')).toHaveLength(2)
  const tiktok = await client.call(
    'GET',
    '/v1/segments/buyers/export?format=tiktok_file&id_types=EMAIL_SHA256&consent_record=true',
  )
  expect(tiktok).toMatchObject({ status: 400, body: { errors: [{ path: 'consent_record' }] } })

  // The header of the browser is proof, too.
  const { consent } = await client.get<{ consent: Record<string, { granted: boolean; record: string }> }>(
    '/v1/people/external_id:cem?consent_record=true',
  )
  const refused = await client.get<Shown>(`/v1/consent/records/${consent['personalised_ads']!.record}`)
  expect([consent['personalised_ads']!.granted, refused.said['personalised_ads'], JSON.parse(refused.proof)]).toEqual([
    false,
    { granted: false, by: 'gpc', keyless: false },
    [{ 'Sec-GPC': '1' }],
  ])

  expect(await verify(weir)).toEqual({ code: 0, output: expect.stringContaining('5 records in 2 chains: as they were written') })
  const summary = await client.get<{ segments: object[] }>('/v1/consent/summary?from=2024-06-30&to=2024-07-03&wait=true')
  expect(summary.segments).toEqual([
    {
      segment: 'buyers',
      members: 2,
      lost: [
        { signal: 'basis', people: 1 },
        { signal: 'explicit', people: 1 },
        { signal: 'google_consent_mode', people: 1 },
      ],
    },
  ])
})

test('a refusal of somebody who is not known has its record, by a keyed digest, once per way of saying it', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.setClock(NOW + 100_000)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  const denied = { purposes: { storage: false } }
  await client.send([
    ...Array.from({ length: 5 }, (_, i) => hit('stranger', `a${i}`, 1 + i, { event: 'Consent', consent: denied })),
    hit('stranger', 'b1', 9, { event: 'Consent', consent: { ad_storage: 'denied' } }),
    // Who refuses nothing by a signal leaves none.
    hit('other', 'c1', 1, { consent: { purposes: { profiling: true } } }),
  ])
  await weir.settled()
  expect((await client.call('GET', '/v1/people/external_id:stranger')).status).toBe(404)
  const { records } = await client.get<{ records: number }>('/v1/consent/verify')
  expect(records).toBe(3)
  const all = await Promise.all([1, 2, 3].map((seq) => client.get<Shown>(`/v1/consent/records/0-${seq}`)))
  const refusals = all.filter(({ person }) => person !== personOf('other'))
  expect(refusals.map(({ said, intact }) => [said['storage'], intact])).toEqual([
    [{ granted: false, by: 'explicit', keyless: false }, true],
    [{ granted: false, by: 'google_consent_mode', keyless: false }, true],
  ])
  const [person] = refusals.map((record) => record.person)
  expect(refusals.map((record) => record.person)).toEqual([person, person])
  expect(person).toMatch(/^[0-9a-f]{32}$/)
  expect(person).not.toBe(personOf('stranger'))
  expect(await verify(weir)).toMatchObject({ code: 0 })
}, 120_000)
