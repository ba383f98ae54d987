import { expect, it } from 'vitest'
import { jsonLine, sampleDelivery } from './samples.ts'
import type { Setting } from './setting.ts'
import { LIMITS } from './setting.ts'

/** What imports of delivery rely on: a row replaces the one that is about the same. */
export function deliveryPromises(at: Setting): void {
  const rowsOf = async (source: string): Promise<Record<string, unknown>[]> =>
    at.warehouse.query(
      `SELECT * REPLACE (toString(starts) AS starts, toString(ends) AS ends, toString(imported_at) AS imported_at,
        toString(spend) AS spend, toString(value) AS value) FROM delivery_final WHERE source = {source:String} ORDER BY entity`,
      { source },
      LIMITS,
    )

  it('keeps every column of delivery, to the last digit', async () => {
    const row = sampleDelivery({ source: 'whole' })
    await at.warehouse.insertLines('delivery', [jsonLine(row)])
    expect(await rowsOf('whole')).toEqual([row])
  })

  it('knows what was not stated from nothing', async () => {
    const { spend: _, clicks: __, ...row } = sampleDelivery({ source: 'gaps', impressions: 0 })
    await at.warehouse.insertLines('delivery', [jsonLine(row)])
    expect(await rowsOf('gaps')).toMatchObject([{ spend: null, clicks: null, impressions: 0 }])
  })

  it('replaces a row by that of a later import, in whatever order they come, and no other', async () => {
    const about = { source: 'again' }
    const second = sampleDelivery({ ...about, version: 2, impressions: 20 })
    const others = [
      sampleDelivery({ ...about, version: 1, entity: 'other', impressions: 1 }),
      sampleDelivery({ ...about, version: 1, breakdown: '', impressions: 2 }),
      sampleDelivery({ ...about, version: 1, starts: '2024-05-06 01:00:00', grain: 'hour', impressions: 3 }),
    ]
    await at.warehouse.insertLines('delivery', [jsonLine(second)])
    await at.warehouse.insertLines(
      'delivery',
      [sampleDelivery({ ...about, version: 1, impressions: 10 }), ...others].map(jsonLine),
    )
    await at.warehouse.insertLines('delivery', [jsonLine(second)])
    const sum = `SELECT sum(impressions) AS impressions, count() AS n FROM delivery_final WHERE source = 'again'`
    expect(await at.one(sum)).toEqual({ impressions: 26, n: 4 })
    await at.warehouse.command('OPTIMIZE TABLE delivery FINAL')
    expect(await at.one(sum)).toEqual({ impressions: 26, n: 4 })
  })
}
