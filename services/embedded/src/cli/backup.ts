import { createLogger } from '@weir/runtime'
import { makeBackup } from '../backup/make.ts'
import { readConfig } from '../config.ts'
import { ledgerFile } from '../erasure/ledger.ts'
import { print, printError } from '../print.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

const MIB = 1 << 20

export const backupCommand: CliCommand = {
  usage: 'backup DIR',
  help: 'back up a one-process deployment, also while it runs',
  options: [['--data DIR', 'its data folder (WEIR_DATA, ./data)']],
  details: `All that was acknowledged before is in the backup. DIR must be empty or not be there yet; run it on the machine of the service. It
holds the log and the state, and no warehouse: that follows from the log. "weir restore DIR" puts it into an empty data folder.`,
  parse: { data: { type: 'string' } },
  async run(args) {
    const [given, ...rest] = args.positionals
    if (given === undefined || rest.length > 0) throw new UsageError('name one folder to write to')
    const config = readConfig()
    const folder = userPath(textFlag(args, 'data') ?? config.dataDir)
    const to = userPath(given)
    const ledger = await ledgerFile(folder, config.erasuresFile, createLogger('weir', config.logLevel))
    const started = performance.now()
    const made = await makeBackup({ folder, to, ledger, onPhase: printError })
    const bytes = made.files.reduce((sum, file) => sum + file.bytes, 0)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    print(`${whole(made.records)} records, ${(bytes / MIB).toFixed(1)} MiB, in ${seconds} s: ${to}`)
    return 0
  },
}
