import type { Condition } from '@weir/contracts'
import { eventually, inTurn, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { allAt, figuresOf } from '../support/embedded-client.ts'
import type { Figures } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import type { ClosedWarehouse } from '../support/embedded-warehouse.ts'
import { occurrences, readShared } from './shared-data.ts'

/**
 * The CDNOW log (Fader and Hardie): 69,659 purchases of 23,570 customers. The sizes were counted
 * with SQL over the file.
 */
const END = Date.parse('1998-06-30T23:59:59Z')
const BUYERS: Record<string, number> = { bought_30d: 1_506, bought_90d: 3_301, bought_180d: 5_360 }
const ROWS = 69_659
/** So many turns send all of it a second time. */
const AGAIN = 3
const SETTINGS = { WEIR_CLOCK: 'event', WEIR_RETENTION: '600d' } as const

interface Purchase {
  event: 'Purchase'
  event_id: string
  event_time: string
  source: string
  user: { external_id: string }
  properties: { value: number; num_items: number; currency: string }
}

/**
 * In the order in which it happened. 255 rows equal an earlier one in every field and are purchases
 * of their own.
 */
function purchases(): Purchase[] {
  const nth = occurrences()
  const rows = readShared('data/cdnow/CDNOW_master.txt.gz')
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
  return rows
    .filter((line) => line !== '')
    .map((line): Purchase => {
      const [customer, date, items, dollars] = line.split(/\s+/) as [string, string, string, string]
      const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
      const properties = { value: Number(dollars), num_items: Number(items), currency: 'USD' }
      return {
        event: 'Purchase',
        event_id: `${customer}-${date}-${items}-${dollars}-${nth(line.replaceAll(/\s+/g, ' '))}`,
        event_time: `${day}T00:00:00Z`,
        source: 'cdnow',
        user: { external_id: customer },
        properties,
      }
    })
    .toSorted((a, b) => (a.event_time < b.event_time ? -1 : a.event_time > b.event_time ? 1 : 0))
}

test('buyers of the last 30, 90 and 180 days, and the same again when the log comes a second time', async () => {
  await using folder = await tempFolder('cdnow')
  const log = purchases()
  expect(log).toHaveLength(ROWS)
  const total = log.reduce((sum, { properties }) => sum + Math.round(properties.value * 100), 0) / 100
  const settings = { ...SETTINGS, WEIR_DATA: folder.path }

  {
    await using weir = await startWeir(settings)
    await weir.client.put('/v1/sources/cdnow', { name: 'CDNOW', kind: 'import', consent_basis: 'assumed' })
    for (const id of Object.keys(BUYERS)) await weir.client.put(`/v1/segments/${id}`, { name: id, rule: ruleOf(id) })
    await replay(weir, log, 'first')
    // Somebody who is not known looks at a page in the last second: time passes.
    await weir.client.send([{ event: 'Pageview', event_id: 'closing-time', event_time: END / 1000, source: 'cdnow' }])
    await expectBuyers(weir)
  }
  const first = await tables(folder.path)
  expect(first).toMatchObject({ purchases: ROWS, value: total, ...presentOf() })

  {
    await using weir = await startWeir(settings)
    // Batches are not those of the first time.
    await replay(weir, inTurn('purchases sent again', log, AGAIN), 'second')
    await expectBuyers(weir)
  }
  expect(await tables(folder.path)).toEqual(first)
})

function ruleOf(id: string): Condition {
  return { event: { name: 'Purchase' }, within: id.replace('bought_', '') }
}

async function replay(weir: LocalWeir, log: readonly Purchase[], which: string): Promise<void> {
  const began = performance.now()
  expect(await weir.client.send(log)).toBe(log.length)
  const sent = performance.now()
  await weir.settled()
  const perSecond = (ms: number): string => Math.round((log.length / ms) * 1000).toLocaleString('en')
  process.stdout.write(
    `CDNOW ${which} time: accepted ${perSecond(sent - began)} events/s, folded and loaded ${perSecond(performance.now() - began)} events/s\n`,
  )
}

async function expectBuyers(weir: LocalWeir): Promise<void> {
  await weir.settled()
  for (const [id, size] of Object.entries(BUYERS)) {
    // Timers that fell due with the last event fire behind the traffic.
    const figures = await eventually(async (): Promise<Figures | undefined> => {
      const found = await figuresOf(weir.client, id, END)
      return found.size === size && found.members === size ? found : undefined
    }, 20_000).catch(() => figuresOf(weir.client, id, END))
    expect(figures, id).toEqual(allAt(size))
  }
  await weir.settled()
}

function presentOf(): object {
  return {
    present: Object.entries(BUYERS)
      .map(([segment, members]) => ({ segment, members }))
      .toSorted((a, b) => (a.segment < b.segment ? -1 : 1)),
  }
}

interface Tables {
  purchases: number
  value: number
  changes: number
  digest: string
  present: { segment: string; members: number }[]
}

async function tables(folder: string): Promise<Tables> {
  await using warehouse: ClosedWarehouse = await openClosedWarehouse(folder)
  const [facts] = await warehouse.rows<{ purchases: number; value: number }>(
    `SELECT toUInt32(count()) AS purchases, toFloat64(sum(value)) AS value FROM facts FINAL WHERE name = 'Purchase'`,
  )
  const [changes] = await warehouse.rows<{ changes: number; digest: string }>(
    `SELECT toUInt32(count()) AS changes, toString(sum(cityHash64(segment, person, op, at, n, off))) AS digest FROM memberships`,
  )
  const present = await warehouse.rows<{ segment: string; members: number }>(
    `SELECT segment, toUInt32(countIf(op = 'entered')) AS members FROM
     (SELECT segment, person, argMax(op, (at, off, n)) AS op FROM memberships WHERE at <= {end:DateTime64(3, 'UTC')} GROUP BY segment, person)
     GROUP BY segment ORDER BY segment`,
    { end: END / 1000 },
  )
  return { ...facts!, ...changes!, present }
}
