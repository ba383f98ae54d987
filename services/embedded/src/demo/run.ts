import { join } from 'node:path'
import { createApiClient } from '../cli/client.ts'
import type { ApiClient } from '../cli/client.ts'
import { startProgress } from '../cli/progress.ts'
import { DAY_MS } from './days.ts'
import { adMetrics, makeMonthlyReport, recentBuyers, segmentSummaries } from './figures.ts'
import { closeAt, load } from './load.ts'
import type { Target } from './load.ts'
import { allMembers, nextToLeave, passingOfTime } from './members.ts'
import type { ShownMember } from './members.ts'
import { readOrders } from './orders.ts'
import type { Order } from './orders.ts'
import type { Findings } from './report.ts'
import { RECENT, SEGMENTS } from './segments.ts'
import { simulateAds } from './simulator.ts'
import type { AdEvent } from './simulator.ts'
import { timeline } from './timeline.ts'

/** The service that the demo runs against. */
export interface Service {
  url: string
  /** Where hits go, when that is another process. */
  ingestUrl?: string
  adminKey: string
  /** The folder of reports that are made on schedule. */
  reports: string
  /** Resolves when everything accepted so far is folded and can be read in reports. */
  settled(): Promise<void>
}

const SOURCE = 'superstore'
/** Members are looked at this long before the end, to show what passing time alone does. */
const LOOK_BACK_MS = 7 * DAY_MS
const EXPORT_LINES = 4

/** Loads the sample through HTTP and asks for all that the report shows. */
export async function runDemo(service: Service): Promise<Findings> {
  const client = createApiClient(service.url, service.adminKey, service.ingestUrl)
  const target: Target = { client, key: service.adminKey, source: SOURCE }
  const orders = await readOrders()
  const end = endOfDay(orders.at(-1)?.at ?? 0)
  const lookedAt = end - LOOK_BACK_MS
  const ads = simulateAds(orders, { from: startOfYear(end), until: end })
  await define(client)

  const started = performance.now()
  const before = await loadAll(service, target, { orders, ads, lookedAt, end })
  const seconds = (performance.now() - started) / 1000

  const loaded = { ...about(orders), ads: ads.length, seconds }
  return ask(client, service.reports, { loaded, orders, end, lookedAt, before })
}

interface Sample {
  orders: readonly Order[]
  ads: readonly AdEvent[]
  lookedAt: number
  end: number
}

/** @returns the members as they were at `lookedAt`. */
async function loadAll(service: Service, target: Target, { orders, ads, lookedAt, end }: Sample): Promise<Loaded['before']> {
  const batches = timeline(orders, ads)
  const progress = startProgress('replaying', orders.length + ads.length)
  try {
    const earlier = batches.filter(({ at }) => at <= lookedAt)
    const sent = await load(target, earlier, progress)
    await closeAt(target, lookedAt)
    await atRest(service, target.client)
    const before = await membersOfRecent(target.client)
    await load(target, batches.slice(earlier.length), progress, sent)
    await closeAt(target, end)
    await atRest(service, target.client)
    return before
  } finally {
    progress.stop()
  }
}

interface Loaded {
  loaded: Findings['loaded']
  orders: readonly Order[]
  end: number
  lookedAt: number
  before: Map<string, Map<string, ShownMember>>
}

async function ask(client: ApiClient, reports: string, { loaded, orders, end, lookedAt, before }: Loaded): Promise<Findings> {
  const segments = await segmentSummaries(client)
  const after = await membersOfRecent(client)
  const [from, to] = [startOfYear(end), end + 1000]
  const metrics = await adMetrics(client, segments, from, to)
  const shown = RECENT[0].id
  const csv = (await client.text(`/v1/segments/${shown}/export?format=csv&id_types=EXTERNAL_ID_SHA256`)).trimEnd().split('\n')
  const due = await makeMonthlyReport(client, ['bought_30d', 'high_value', 'lapsed'])
  return {
    loaded,
    page: join(reports, 'monthly', `${due.slice(0, 19).replaceAll(':', '')}Z`, 'report.html'),
    logTime: end,
    watermark: metrics.everybody.watermark,
    segments,
    metrics: { from, to, rows: metrics.segments.rows, everybody: metrics.everybody.rows[0] },
    figures: await recentBuyers(client, segments, orders, end),
    passing: {
      from: lookedAt,
      to: end,
      segments: RECENT.map(({ id, days }) => ({
        id,
        days,
        name: SEGMENTS[id]?.name ?? id,
        passing: passingOfTime(before.get(id) ?? new Map(), after.get(id) ?? new Map(), end),
      })),
      next: { id: shown, members: nextToLeave(after.get(shown) ?? new Map(), 3) },
    },
    export: { id: shown, lines: csv.slice(0, EXPORT_LINES), total: csv.length - 1 },
  }
}

async function define(client: ApiClient): Promise<void> {
  // The sample's people are taken to have agreed: it is an import of a shop's own orders, and says
  // nothing about consent.
  await client.json('PUT', `/v1/sources/${SOURCE}`, { name: 'Superstore orders', kind: 'import', consent_basis: 'assumed' })
  for (const [id, segment] of Object.entries(SEGMENTS)) await client.json('PUT', `/v1/segments/${id}`, segment)
}

/**
 * Timers that the last event made due may fire a moment after it is folded: sizes are at rest when
 * they stay the same.
 */
async function atRest(service: Service, client: ApiClient): Promise<void> {
  for (let last = ''; ;) {
    await service.settled()
    const sizes = JSON.stringify((await segmentSummaries(client)).map(({ size, status }) => [size, status]))
    if (sizes === last && !sizes.includes('backfilling')) return
    last = sizes
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

async function membersOfRecent(client: ApiClient): Promise<Map<string, Map<string, ShownMember>>> {
  const members = new Map<string, Map<string, ShownMember>>()
  for (const { id } of RECENT) members.set(id, await allMembers(client, id))
  return members
}

function about(orders: readonly Order[]): { orders: number; customers: number; from: number; to: number } {
  const customers = new Set(orders.map(({ customer }) => customer)).size
  return { orders: orders.length, customers, from: orders[0]?.at ?? 0, to: orders.at(-1)?.at ?? 0 }
}

/** The last second of the day of an instant, UTC. */
function endOfDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS + DAY_MS - 1000
}

function startOfYear(ms: number): number {
  return Date.UTC(new Date(ms).getUTCFullYear(), 0, 1)
}
