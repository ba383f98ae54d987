import type { LedgerPlace } from '@weir/contracts'
import { createReportReader } from '../src/shared/reader.ts'
import { queryChanges } from '../src/segments/changes/query.ts'
import { queryOpenRetractions } from '../src/segments/changes/retractions/query.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'

/**
 * Fills a warehouse with a million changes of one segment among as many of others, and prints what
 * a page of its ledger takes, from its begin, from the middle and at its end. Run: npx tsx
 * --conditions=@weir/source services/reporting/test/changes-million.ts [changes]
 */
const CHANGES = Number(process.argv[2] ?? 1_000_000)
const PARTITIONS = 4
const SEGMENT = 1
const PAGES = 30
const SIZE = 1_000
const BATCH = 500_000

const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const place = (off: number): LedgerPlace => ({
  optOuts: 0,
  marks: Array.from({ length: PARTITIONS }, (): [number, number] => [off, 0]),
})

await using opened = await openTestWarehouse()
const { warehouse } = opened
for (let from = 0; from < 2 * CHANGES; from += BATCH) {
  await warehouse.command(`INSERT INTO memberships SELECT toDateTime64('2024-05-01', 3, 'UTC') + number / 1000 AS at, at,
    lower(hex(MD5(toString(number % 300000)))), number % 300000, concat('s', toString(number % 2)), number % 2, 1,
    if(number % 600000 < 300000, 'entered', 'left'), 'event', '', intDiv(number, 2) % ${PARTITIONS}, number, 0
    FROM numbers(${from}, ${BATCH})`)
}
const reader = createReportReader(warehouse)
const end = place(2 * CHANGES)

async function pages(name: string, from: LedgerPlace): Promise<void> {
  const times: number[] = []
  let rows = 0
  for (let at = from, i = 0; i < PAGES; i++) {
    const begun = performance.now()
    const page = await queryChanges(reader, { number: SEGMENT }, at, end, SIZE)
    times.push(performance.now() - begun)
    rows += page.rows.length
    at = { optOuts: 0, marks: page.marks }
  }
  times.sort((a, b) => a - b)
  say(
    `${name}: ${PAGES} pages, ${rows} changes, ${times[PAGES / 2]!.toFixed(1)} ms in the median, ${times.at(-2)!.toFixed(1)} ms at most but one`,
  )
}

say(`${CHANGES} changes of the segment, as many of another`)
await pages('from the begin', place(0))
await pages('from the middle', place(CHANGES))
await pages('the last hundredth', place(1.98 * CHANGES))
await pages('nothing new', end)
const begun = performance.now()
await queryOpenRetractions(
  reader,
  { number: SEGMENT, name: 'ads', confirmed: place(1.98 * CHANGES), handed: place(1.98 * CHANGES) },
  end,
)
say(`open retractions, a hundredth unconfirmed: ${(performance.now() - begun).toFixed(1)} ms`)
const [size] = await warehouse.query<{ own: number; projection: number }>(
  `SELECT (SELECT sum(bytes_on_disk) FROM system.parts WHERE table = 'memberships' AND active) AS own,
    (SELECT sum(bytes_on_disk) FROM system.projection_parts WHERE table = 'memberships' AND active) AS projection`,
  {},
  { maxSeconds: 10 },
)
say(`on disk: ${Math.round(size!.own / 1e6)} MB, of these ${Math.round(size!.projection / 1e6)} MB the projection`)
