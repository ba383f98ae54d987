import { createMemoryLog } from '@weir/eventlog/memory'
import { ingestRoutes } from '@weir/ingest'
import { describeApi } from '@weir/reporting'
import { createWorld } from '../../services/reporting/test/world.ts'

/** The description of the whole API as one process serves it, without anything running. */
export async function apiDocument(): Promise<object> {
  await using world = await createWorld({
    async before(app, { config, clock, logger, registry }) {
      await describeApi(app)
      const log = createMemoryLog({ partitions: 1 })
      await app.register(ingestRoutes({ log, config, clock, logger, registry, retentionMs: 86_400_000 }))
    },
  })
  return (await world.app.inject({ url: '/openapi.json' })).json<object>()
}
