import { createLogger } from '@weir/runtime'
import { restoreBackup } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { ledgerFile } from '../erasure/ledger.ts'
import { print, printError } from '../print.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

export const restoreCommand: CliCommand = {
  usage: 'restore DIR',
  help: 'put a backup of a one-process deployment into an empty data folder',
  options: [['--data DIR', 'the data folder, empty or not there yet (WEIR_DATA, ./data)']],
  details: `Checks each file against its checksum. The next start goes on from the backup and makes the warehouse again from the log. A ledger of
who was erased (WEIR_ERASURES) that is there stays: it is newer than that of the backup, and whoever was erased since is erased again.`,
  parse: { data: { type: 'string' } },
  async run(args) {
    const [given, ...rest] = args.positionals
    if (given === undefined || rest.length > 0) throw new UsageError('name one backup')
    const config = readConfig()
    const folder = userPath(textFlag(args, 'data') ?? config.dataDir)
    const ledger = await ledgerFile(folder, config.erasuresFile, createLogger('weir', config.logLevel))
    const { records, made_at, partitions, ledgerRestored } = await restoreBackup({
      backup: userPath(given),
      folder,
      ledger,
      onPhase: printError,
    })
    print(`${whole(records)} records as of ${made_at} are in ${folder}; start it with WEIR_PARTITIONS=${partitions}`)
    if (ledgerRestored)
      print(`${ledger} is that of the backup: of people who were erased after it nothing is known; erase them again`)
    return 0
  },
}
