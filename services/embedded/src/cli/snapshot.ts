import { mkdir, readdir } from 'node:fs/promises'
import { errorCode } from '@weir/runtime'
import { writeSnapshot } from '@weir/warehouse/chdb'
import { readConfig } from '../config.ts'
import { print } from '../print.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { startProgress } from './progress.ts'
import { withStoppedWarehouse } from './stopped-warehouse.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

export const snapshotCommand: CliCommand = {
  usage: 'snapshot DIR',
  help: 'write the views of analysts of a one-process deployment as Parquet files',
  options: [['--data DIR', 'its data folder (WEIR_DATA, ./data)']],
  details: `Weir must have stopped: one process at a time has the folder. DIR must be empty or not be there yet. DuckDB, pandas and polars read
the files (docs/how-to/analyse.md); people have pseudonyms there, as in the views.`,
  parse: { data: { type: 'string' } },
  async run(args) {
    const [given, ...rest] = args.positionals
    if (given === undefined || rest.length > 0) throw new UsageError('name one folder to write to')
    const folder = userPath(given)
    await mustBeEmpty(folder)
    await withStoppedWarehouse(userPath(textFlag(args, 'data') ?? readConfig().dataDir), async (warehouse) => {
      await mkdir(folder, { recursive: true })
      const progress = startProgress('snapshot', 100)
      try {
        const rows = await writeSnapshot(warehouse, folder, (written, total) =>
          progress.update(total === 0 ? 100 : (written / total) * 100, `${whole(written)} of ${whole(total)} rows`),
        )
        progress.stop()
        for (const [view, count] of rows) print(`${view}/*.parquet  ${whole(count)} rows`)
      } finally {
        progress.stop()
      }
    })
    return 0
  },
}

/** @throws UsageError for a folder with something in it, and for what is no folder. */
async function mustBeEmpty(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) return
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    if (errorCode(error) === 'ENOTDIR') throw new UsageError(`${folder} is no folder`, { cause: error })
    throw error
  }
  throw new UsageError(`${folder} is not empty: name a new folder, so that no older file is taken for one of this snapshot`)
}
