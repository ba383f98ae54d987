import { parseArgs } from 'node:util'
import { writeForOurselves } from '@weir/runtime'
import { COMMON } from './cli/command.ts'
import type { CliCommand } from './cli/command.ts'
import { consentCommand } from './cli/consent.ts'
import { deliveryCommand } from './cli/delivery.ts'
import { exportCommand } from './cli/export.ts'
import { helpAll, helpOne } from './cli/help.ts'
import { keyCommand } from './cli/keys.ts'
import { migrateCommand } from './cli/migrate.ts'
import { peopleCommand } from './cli/people.ts'
import { rebuildCommand } from './cli/rebuild.ts'
import { replayCommand } from './cli/replay.ts'
import { segmentsCommand } from './cli/segments.ts'
import { snapshotCommand } from './cli/snapshot.ts'
import { sqlCommand } from './cli/sql.ts'
import { messageOf, UsageError } from './cli/usage-error.ts'
import { print, printError } from './print.ts'

const COMMANDS: ReadonlyMap<string, CliCommand> = new Map([
  ['replay', replayCommand],
  ['delivery', deliveryCommand],
  ['export', exportCommand],
  ['segments', segmentsCommand],
  ['people', peopleCommand],
  ['consent', consentCommand],
  ['sql', sqlCommand],
  ['snapshot', snapshotCommand],
  ['key', keyCommand],
  ['migrate', migrateCommand],
  ['rebuild', rebuildCommand],
])

async function main([name = 'help', ...args]: string[]): Promise<number> {
  writeForOurselves()
  if (name === 'help' || name === '--help' || name === '-h') return help(args[0])
  const command = find(name)
  const { values, positionals } = parseArgs({ args, options: { ...command.parse, ...COMMON }, allowPositionals: true })
  if (values.help === true) return help(name)
  return command.run({ positionals, flags: values as Record<string, string | boolean | undefined> })
}

function help(name: string | undefined): number {
  print(name === undefined ? helpAll([...COMMANDS.values()]) : helpOne(find(name)))
  return 0
}

/** @throws UsageError with all there are. */
function find(name: string): CliCommand {
  const command = COMMANDS.get(name)
  if (!command) throw new UsageError(`there is no command "${name}"; there are ${[...COMMANDS.keys()].join(', ')} and help`)
  return command
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    printError(messageOf(error))
    process.exitCode = 1
  },
)
