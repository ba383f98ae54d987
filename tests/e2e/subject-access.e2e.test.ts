import { expect, it } from 'vitest'
import { startWeir } from '../support/embedded.ts'

const NOW = Date.UTC(2024, 4, 2, 12)
const MINUTE = 60_000
/** More than the warehouse is asked for at once. */
const VISITS = 2_300

interface Exported {
  persons: {
    person: string
    absorbed: string[]
    identifiers: { type: string; linked_at: string; eid: string }[]
    traits: Record<string, unknown>
    consent: Record<string, { granted: boolean }>
    memberships: { segment: string; until: string | null }[]
    membership_changes: { op: string; segment: string; reason: string }[]
    events: { event_id: string; eid: string; event_time: string; written_as: string; properties?: { value: number } }[]
    refused_events: { body: string }[]
  }[]
}

it('tells somebody all that is kept of them, of whoever turned out to be them too, and of nobody else', async () => {
  await using weir = await startWeir({ WEIR_PARTITIONS: '4' })
  const { client } = weir
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  const rule = { event: { name: 'Purchase' }, within: '30d', count: { gte: 1 } }
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule })
  const hit = (id: string, event: string, minutes: number, rest: object): object => ({
    source: 'shop',
    event,
    event_id: id,
    event_time: (NOW - minutes * MINUTE) / 1000,
    ...rest,
  })
  const cookie = { ttp: 'a-cookie-of-ann' }
  // Several at one instant: the pages must neither lose nor repeat any.
  const visits = Array.from({ length: VISITS }, (_, i) => hit(`v${i}`, 'ViewContent', 600 - Math.floor(i / 7), { user: cookie }))
  await client.send(visits)
  await client.send([
    hit('e1', 'Purchase', 40, {
      user: { email: 'ann@example.org' },
      properties: { value: 5, currency: 'EUR' },
      traits: { tier: 'gold' },
    }),
    hit('b1', 'Purchase', 40, { user: { email: 'bob@example.org' } }),
  ])
  await weir.settled()
  await client.send([hit('both', 'Login', 30, { user: { ...cookie, email: 'ann@example.org' } })])
  const refused = await client.call('POST', '/v1/events', [
    hit('r1', '', 20, { user: cookie }),
    hit('ok', 'Login', 20, { user: cookie }),
  ])
  expect(refused.body).toMatchObject({ accepted: 1 })
  await weir.settled()

  const path = '/v1/people/ttp:a-cookie-of-ann/export?wait=true'
  const { headers, body } = await client.call<Exported>('GET', path)
  expect(headers.get('x-weir-complete')).toBe('true')
  const [ann, ...more] = body.persons
  expect(more).toEqual([])
  expect(ann!.identifiers.map(({ type }) => type).sort()).toEqual(['email', 'ttp'])
  expect(
    ann!.identifiers.every(({ linked_at, eid }) => Number.isFinite(Date.parse(linked_at)) && /^[0-9a-f]{16}$/.test(eid)),
  ).toBe(true)
  expect(ann!.absorbed).toHaveLength(1)
  expect(ann!.traits).toEqual({ tier: 'gold' })
  expect(ann!.consent['storage']).toMatchObject({ granted: true })
  expect(ann!.memberships).toMatchObject([{ segment: 'buyers' }])
  expect(ann!.membership_changes.map(({ op }) => op)).toContain('entered')
  const ids = ann!.events.map(({ event_id }) => event_id)
  expect(new Set(ids)).toEqual(new Set([...visits.map((_, i) => `v${i}`), 'e1', 'both', 'ok']))
  expect(ids).toHaveLength(VISITS + 3)
  const times = ann!.events.map(({ event_time }) => event_time)
  expect(times).toEqual([...times].sort())
  expect(new Set(ann!.events.map(({ written_as }) => written_as)).size).toBe(2)
  expect(ann!.events.find(({ event_id }) => event_id === 'e1')?.properties).toMatchObject({ value: 5 })
  expect(ann!.refused_events).toHaveLength(1)
  expect(ann!.refused_events[0]!.body).toContain('a-cookie-of-ann')
  // By whatever they are asked for.
  expect((await client.get<Exported>('/v1/people/email:ann@example.org/export')).persons[0]).toEqual(ann)
  expect(JSON.stringify(body)).not.toContain('"b1"')

  // What was refused goes with them.
  const asked = await client.call<{ erasure: string }>('DELETE', '/v1/people/ttp:a-cookie-of-ann')
  expect((await client.call('GET', path)).status).toBe(404)
  await expect
    .poll(async () => client.get(`/v1/erasures/${asked.body.erasure}`), { timeout: 60_000 })
    .toMatchObject({ status: 'done', counts: { warehouse: { rejected: 1, facts: VISITS + 3 } } })
  expect(JSON.stringify(await client.get('/v1/rejected'))).not.toContain('a-cookie-of-ann')
  expect((await client.get<Exported>('/v1/people/email:bob@example.org/export')).persons[0]!.events).toHaveLength(1)
  for (const key of ['shoe:1', 'email']) expect((await client.call('GET', `/v1/people/${key}/export`)).status, key).toBe(400)
}, 120_000)
