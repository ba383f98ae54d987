import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { readShared } from './shared-data.ts'

/**
 * ClickHouse's own vectors for windowFunnel and retention, through ingest and the reports of
 * funnels and of retention.
 */

interface Vector {
  name: string
  events: { t: number; e: string | number }[]
  steps: (string | number)[]
  /** Seconds, inclusive. */
  window: number
  mode: string[]
  expected_level: number
}

const { vectors } = JSON.parse(readShared('data/funnel-conformance/window_funnel_default.json')) as { vectors: Vector[] }
interface Activity {
  /** How many users were active on a day: the first so many of them. */
  days: Record<string, number>
  checks: { conditions: string[]; sums: number[] }[]
}
const retention = JSON.parse(readShared('data/funnel-conformance/retention.json')) as { vectors: Activity[] }

/** In ClickHouse one event is three steps at once; in a funnel no event serves twice. */
const QUIRK = { name: 'same step thrice default', level: 1 }
const START = Date.UTC(2024, 0, 1)
const DAY = 86_400_000

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir({ WEIR_RETENTION: '4000d' })
  await weir.client.setClock(START + 3 * DAY)
  await weir.client.put('/v1/sources/app', { name: 'App', kind: 'import', consent_basis: 'assumed' })
  await weir.client.send(vectors.flatMap(eventsOf))
  await weir.client.send(retention.vectors.flatMap(activityOf))
  await weir.settled()
}, 60_000)
afterAll(() => weir?.[Symbol.asyncDispose]())

const named = (vector: number, event: string | number): string => `v${vector} ${event}`

/**
 * Events at one instant have no order of their own (that of their keys): a vector that means one
 * says so by milliseconds, in a window of whole seconds.
 */
function eventsOf({ events }: Vector, vector: number): object[] {
  return events.map(({ t, e }, i) => {
    const same = events.slice(0, i).filter((other) => other.t === t).length
    const event_time = (START + t * 1000 + same) / 1000
    return { source: 'app', event: named(vector, e), event_id: `${vector}-${i}`, event_time, user: { external_id: `u${vector}` } }
  })
}

function activityOf({ days }: Activity, vector: number): object[] {
  return Object.entries(days).flatMap(([day, users]) =>
    Array.from({ length: users }, (_, user) => ({
      source: 'app',
      event: `active ${vector}`,
      event_id: `${day} ${vector} ${user}`,
      event_time: Date.parse(day) / 1000 + user,
      user: { external_id: `r${vector}-${user}` },
    })),
  )
}

describe('windowFunnel vectors', () => {
  test('there are some, all of one mode', () => {
    expect(vectors.length).toBeGreaterThan(15)
    expect(vectors.every(({ mode }) => mode.length === 0)).toBe(true)
  })

  test.each(vectors.map((vector, i) => [vector.name, vector, i] as const))(
    '%s',
    async (name, { steps, window, expected_level: level }, i) => {
      const body = {
        from: '2023-12-31',
        to: '2024-01-03',
        steps: steps.map((step) => ({ event: { name: named(i, step) } })),
        window: `${window}s`,
      }
      const { rows } = await weir.client.post<{ rows: { steps: { reached: number }[] }[] }>('/v1/reports/funnel', body)
      const right = name === QUIRK.name ? QUIRK.level : level
      expect(rows.map((row) => row.steps.map(({ reached }) => reached))).toEqual([steps.map((_, step) => (step < right ? 1 : 0))])
    },
  )
})

describe('retention vectors', () => {
  const cases = retention.vectors.flatMap(({ checks }, vector) =>
    checks.map(({ conditions, sums }) => [conditions, sums, vector] as const),
  )

  test.each(cases)('%j', async (conditions, sums, vector) => {
    const [first = '', ...others] = conditions
    const to = new Date(Date.parse(first) + DAY).toISOString().slice(0, 10)
    const body = { from: first, to, first: { name: `active ${vector}` }, periods: 5 }
    interface Answer {
      rows: { cohorts: { cohort: string | null; persons: number; periods: { persons: number }[] }[] }[]
    }
    const answer = await weir.client.post<Answer>('/v1/reports/retention', body)
    const cohort = answer.rows[0]?.cohorts.find((one) => one.cohort === first)
    const at = (day: string): number | undefined => cohort?.periods[(Date.parse(day) - Date.parse(first)) / DAY]?.persons
    expect([cohort?.persons, ...others.map(at)]).toEqual(sums)
  })
})
