import type { SegmentDefinition } from '@weir/contracts'
import { eventually } from '@weir/testkit'
import type { Client } from '../support/embedded-client.ts'
import { exportedRows, membersOf, previewOf } from '../support/embedded-client.ts'
import type { ClosedWarehouse } from '../support/embedded-warehouse.ts'
import type { Change, Found, SegmentView } from './check.ts'
import { SOURCE } from './traffic.ts'

/** Everything that the API says of the segments at the present event time. */
export async function viewsAt(client: Client, definitions: readonly SegmentDefinition[], at: number): Promise<SegmentView[]> {
  // Under the event clock time passes with an event; this one belongs to nobody.
  await client.send([{ event: 'Pageview', event_id: `clock-${at}`, event_time: at / 1000, source: SOURCE }])
  const views: SegmentView[] = []
  for (const { id, rule } of definitions) views.push(await settledView(client, id, () => previewOf(client, rule, at), at))
  return views
}

/**
 * Timers fire within moments after time moved on. Whoever disagrees for longer is wrong, and that
 * is for the check to find.
 */
async function settledView(client: Client, segment: string, preview: () => Promise<number>, at: number): Promise<SegmentView> {
  let view: SegmentView | undefined
  const look = async (): Promise<boolean> => {
    const members = (await membersOf(client, segment)).map(({ person }) => person)
    const exported = (await exportedRows(client, segment, 'csv')).map((row) => row.split(',')[0]!)
    const { size } = await client.get<{ size: number }>(`/v1/segments/${segment}/size`)
    view = { segment, at, members, exported, size, preview: await preview() }
    return size === view.preview && members.length === size && exported.length === size
  }
  await eventually(look, 15_000, 200).catch(() => undefined)
  return view!
}

/** What the tables hold. */
export async function tablesOf(warehouse: Pick<ClosedWarehouse, 'rows'>): Promise<Pick<Found, 'facts' | 'changes'>> {
  // A fact that was stamped again is there twice, in two versions.
  const stored = await warehouse.rows<{ id: string; rows: string }>(
    `SELECT id, max(copies) AS rows FROM (
      SELECT event_id AS id, count() AS copies FROM facts WHERE person != '' GROUP BY id, version
    ) GROUP BY id`,
  )
  const seen = await warehouse.rows<{ id: string; rows: string }>(
    `SELECT event_id AS id, count() AS rows FROM facts FINAL WHERE person != '' GROUP BY id`,
  )
  const visible = new Map(seen.map(({ id, rows }) => [id, Number(rows)]))
  const facts = new Map(stored.map(({ id, rows }) => [id, { stored: Number(rows), seen: visible.get(id) ?? 0 }]))
  const changes = await warehouse.rows<Omit<Change, 'at'> & { ms: string }>(
    `SELECT segment, person, op, toUnixTimestamp64Milli(at) AS ms FROM memberships ORDER BY part, off, n`,
  )
  return { facts, changes: changes.map(({ segment, person, op, ms }) => ({ segment, person, op, at: Number(ms) })) }
}
