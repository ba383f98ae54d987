import { printError } from '../print.ts'
import { runMigration } from '../migrate/run.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { compared } from './comparison.ts'
import { userPath } from './config.ts'
import { startProgress } from './progress.ts'
import type { ProgressLine } from './progress.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

const DETAILS = `Kafka, Redis and ClickHouse are those that the environment names (KAFKA_BROKERS, REDIS_URL, CLICKHOUSE_URL ..., WEIR_PREFIX), with
WEIR_PARTITIONS partitions, which may be another number than before. They must be empty of Weir's data, or hold an earlier try of
this migration, which then goes on. The one-process deployment must have stopped; its folder is only read, so the way back stays
open. When the memberships are equal, start the services: they continue where the migration ended.`

export const migrateCommand: CliCommand = {
  usage: 'migrate --to distributed',
  help: 'bring a one-process deployment to Kafka, Redis and ClickHouse',
  options: [
    ['--to distributed', 'where it goes'],
    ['--data DIR', 'the data folder of the one-process deployment (./data)'],
  ],
  details: DETAILS,
  parse: { to: { type: 'string' }, data: { type: 'string', default: './data' } },
  async run(args) {
    if (textFlag(args, 'to') !== 'distributed' || args.positionals.length > 0)
      throw new UsageError('expected: migrate --to distributed')
    const folder = userPath(textFlag(args, 'data') ?? './data')
    let progress: ProgressLine | undefined
    const started = performance.now()
    const { at, records, segments } = await runMigration({
      folder,
      onPhase: (phase) => {
        progress?.stop()
        progress = undefined
        printError(phase)
      },
      onProgress(done, total) {
        progress ??= startProgress('copying', total)
        progress.update(done, `${whole(done)} records`)
      },
    })
    printError(`${whole(records)} records in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    return compared(at, segments)
  },
}
