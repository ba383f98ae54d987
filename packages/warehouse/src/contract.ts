import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWarehouse } from './client.ts'
import type { WarehouseOptions } from './client.ts'
import { deliveryPromises } from './contract/delivery.ts'
import { insertPromises } from './contract/inserts.ts'
import { changePromises } from './contract/changes.ts'
import { personPromises } from './contract/persons.ts'
import { queryPromises } from './contract/queries.ts'
import { erasingPromises } from './contract/erasing.ts'
import { retentionPromises } from './contract/retention.ts'
import { rollupPromises } from './contract/rollups.ts'
import { jsonLine, sampleAlias, sampleDelivery, sampleFact, sampleMembership } from './contract/samples.ts'
import { LIMITS, failure } from './contract/setting.ts'
import type { Setting } from './contract/setting.ts'
import { migrate } from './migrate.ts'
import type { Params, Warehouse } from './port.ts'

export { jsonLine, sampleAlias, sampleDelivery, sampleFact, sampleMembership }

/** What every warehouse must do. `open` starts or finds an empty one and says how to connect. */
export function describeWarehouse(
  name: string,
  open: () => Promise<{ options: WarehouseOptions; close(): Promise<void> }>,
): void {
  describe(`warehouse: ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    let warehouse: Warehouse
    beforeAll(async () => {
      opened = await open()
      warehouse = openWarehouse(opened.options)
      await migrate(warehouse)
    })
    afterAll(async () => {
      await warehouse.close()
      await opened.close()
    })
    const at: Setting = {
      get options() {
        return opened.options
      },
      get warehouse() {
        return warehouse
      },
      one: async <T>(sql: string, params: Params = {}) => (await warehouse.query<T>(sql, params, LIMITS))[0],
    }

    it('migrates once, however often it is asked', async () => {
      expect(await migrate(at.warehouse)).toEqual([])
      const tables = await at.warehouse.query<{ name: string }>(
        'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
        {},
        LIMITS,
      )
      expect(tables.map((row) => row.name)).toEqual(expect.arrayContaining(['facts', 'facts_final', 'memberships', 'rejected']))
    })

    it('says what every table, view and column is', async () => {
      const ours = `database = currentDatabase() AND NOT startsWith(name, '.')`
      const tables = await at.warehouse.query(`SELECT name FROM system.tables WHERE ${ours} AND comment = ''`, {}, LIMITS)
      const columns = await at.warehouse.query<{ table: string; name: string; comment: string }>(
        `SELECT table, name, comment FROM system.columns WHERE ${ours}`,
        {},
        LIMITS,
      )
      expect([tables, columns.filter(({ comment }) => comment === '')]).toEqual([[], []])
      expect(columns.length).toBeGreaterThan(100)
    })

    it('refuses a wrong password, and says so when nobody answers', async () => {
      await at.warehouse.ping()
      const stranger = openWarehouse({ ...at.options, password: 'wrong' })
      expect(await failure(stranger.ping())).toMatchObject({ fault: 'statement' })
      expect(await failure(stranger.insertLines('facts', [jsonLine(sampleFact())]))).toMatchObject({ fault: 'statement' })
      await stranger.close()
      const nobody = openWarehouse({ ...at.options, url: 'http://127.0.0.1:9' })
      expect(await failure(nobody.insertLines('facts', [jsonLine(sampleFact())]))).toMatchObject({
        fault: 'outage',
        retryable: true,
        outcomeUnknown: false,
      })
      await nobody.close()
    })

    insertPromises(at)
    queryPromises(at)
    personPromises(at)
    changePromises(at)
    deliveryPromises(at)
    retentionPromises(at)
    erasingPromises(at)
    rollupPromises(at)
  })
}
