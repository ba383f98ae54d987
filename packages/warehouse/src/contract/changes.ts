import { expect, it } from 'vitest'
import { jsonLine, sampleMembership } from './samples.ts'
import type { Setting } from './setting.ts'
import { LIMITS } from './setting.ts'

/** What a reader of the changes of one segment relies on. */
export function changePromises(at: Setting): void {
  const SQL = `SELECT off FROM memberships
    WHERE segment_number = 77 AND part = 1 AND off >= 100 AND off <= 200 ORDER BY segment_number, part, off, n LIMIT 10`

  it('reads them in the order of the log, by an order of their own, and no others', async () => {
    const rows = Array.from({ length: 300 }, (_, off) =>
      sampleMembership({ segment: 'ledger', segment_number: 77, person: `p${(off * 7) % 300}`, part: off % 2, off, n: 0 }),
    )
    await at.warehouse.insertLines('memberships', rows.slice(0, 200).map(jsonLine))
    await at.warehouse.insertLines('memberships', rows.slice(150).map(jsonLine))
    const found = await at.warehouse.query<{ off: number }>(SQL, {}, LIMITS)
    expect([...new Set(found.map(({ off }) => off))]).toEqual([101, 103, 105, 107, 109, 111, 113, 115, 117, 119])
    const plan = await at.warehouse.query<{ explain: string }>(`EXPLAIN indexes = 1, projections = 1 ${SQL}`, {}, LIMITS)
    expect(plan.map(({ explain }) => explain).join('\n')).toMatch(/by_segment/)
  })

  it('keeps one of each when parts are merged, in that order, too', async () => {
    await at.warehouse.command('OPTIMIZE TABLE memberships FINAL')
    const sql = `SELECT count() AS n FROM memberships WHERE segment_number = 77 AND off >= 0`
    expect(await at.one(sql)).toEqual({ n: 300 })
    expect(await at.one(`${sql} AND part = 1`)).toEqual({ n: 150 })
  })
}
