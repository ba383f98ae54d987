import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

const ROUNDS = 4
/** So many when no answer has come too early yet. */
const ROUNDS_MAX = 100
const rule = { event: { name: 'Purchase' }, within: '7d' }
const RANGE = 'from=2024-05-01&to=2024-05-03'
const NOW = Date.UTC(2024, 4, 2, 12)

interface Answer {
  complete: boolean
  /** Of answers from the warehouse. */
  watermark?: string | null
  [figure: string]: unknown
}

/** Every answer that comes from the warehouse or the state, and how many buyers are in it. */
const SURFACES: Record<string, (weir: LocalWeir, fresh: Record<string, unknown>) => Promise<[Answer, number]>> = {
  async preview({ client }, fresh) {
    const answer = await client.post<Answer & { size: number }>('/v1/segments/preview', { rule, ...fresh })
    return [answer, answer.size]
  },
  async diff({ client }, fresh) {
    const answer = await client.post<Answer & { enter: number }>('/v1/segments/nobody/diff', { rule, ...fresh })
    return [answer, answer.enter]
  },
  async history({ client }, fresh) {
    const answer = await client.get<Answer & { rows: { total: number }[] }>(
      `/v1/segments/buyers/history?${RANGE}&${new URLSearchParams(fresh as Record<string, string>).toString()}`,
    )
    return [answer, answer.rows.at(-1)!.total]
  },
  async report({ client }, fresh) {
    const query = new URLSearchParams(fresh as Record<string, string>).toString()
    const answer = await client.get<Answer & { rows: { conversions: number }[] }>(
      `/v1/reports/segments?${RANGE}&attribution=none&metrics=conversions&${query}`,
    )
    return [answer, answer.rows[0]!.conversions]
  },
  async size({ client }, fresh) {
    const query = new URLSearchParams(fresh as Record<string, string>).toString()
    const answer = await client.get<Answer & { size: number }>(`/v1/segments/buyers/size?${query}`)
    return [answer, answer.size]
  },
  async members({ client }, fresh) {
    const query = new URLSearchParams(fresh as Record<string, string>).toString()
    const answer = await client.get<Answer & { members: object[] }>(`/v1/segments/buyers/members?${query}`)
    return [answer, answer.members.length]
  },
  async export({ url }, fresh) {
    const query = new URLSearchParams({ format: 'ndjson', ...(fresh as Record<string, string>) }).toString()
    const file = await fetch(`${url}/v1/segments/buyers/export?${query}`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })
    const lines = (await file.text()).split('\n').filter((line) => line !== '')
    return [{ complete: file.headers.get('x-weir-complete') === 'true' }, lines.length]
  },
}

// What is asked right after the answer of ingest: 7 surfaces, 4 rounds each, in three ways.
test('an answer has what was acknowledged before it, or says that it has not', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.post('/v1/admin/clock', { now: NOW })
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule })
  await client.put('/v1/segments/nobody', { name: 'Nobody', rule: { event: { name: 'Never' }, within: '7d' } })
  let bought = 0
  const buy = (): Promise<unknown> =>
    client.post('/v1/events', {
      source: 'shop',
      event: 'Purchase',
      event_id: `o${++bought}`,
      user: { external_id: `c${bought}` },
    })

  const late: string[] = []
  for (const [surface, ask] of Object.entries(SURFACES)) {
    for (let round = 0; round < ROUNDS || (late.length === 0 && round < ROUNDS_MAX); round++) {
      await buy()
      const [unasked, some] = await ask(weir, {})
      if (unasked.complete) expect(some, surface).toBe(bought)
      else late.push(surface)
      await buy()
      const fresh = round % 2 === 0 ? { wait: true } : { min_watermark: new Date(NOW).toISOString() }
      const [answer, all] = await ask(weir, fresh)
      const watermark = new Date(NOW).toISOString()
      expect([answer.complete, answer.watermark ?? watermark, all], surface).toEqual([true, watermark, bought])
    }
  }
  // The canary: without waiting, some answers came too early (which a slow machine may take a while
  // to see), and each said so.
  expect(late.length).toBeGreaterThan(0)
}, 120_000)
