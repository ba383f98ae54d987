import { parseArgs } from 'node:util'
import { shareLargerPool, writeForOurselves } from '@weir/runtime'
import { COMMON } from './cli/command.ts'
import type { CliCommand } from './cli/command.ts'
import { helpAll, helpOne } from './cli/help.ts'
import { messageOf, UsageError } from './cli/usage-error.ts'
import { print, printError } from './print.ts'

/** Each is loaded when it is called: all of them are a thousand modules, and take two seconds. */
const COMMANDS: ReadonlyMap<string, () => Promise<CliCommand>> = new Map([
  ['replay', async () => (await import('./cli/replay.ts')).replayCommand],
  ['delivery', async () => (await import('./cli/delivery.ts')).deliveryCommand],
  ['export', async () => (await import('./cli/export.ts')).exportCommand],
  ['segments', async () => (await import('./cli/segments.ts')).segmentsCommand],
  ['schedules', async () => (await import('./cli/schedules.ts')).schedulesCommand],
  ['models', async () => (await import('./cli/models.ts')).modelsCommand],
  ['people', async () => (await import('./cli/people.ts')).peopleCommand],
  ['consent', async () => (await import('./cli/consent.ts')).consentCommand],
  ['sql', async () => (await import('./cli/sql.ts')).sqlCommand],
  ['snapshot', async () => (await import('./cli/snapshot.ts')).snapshotCommand],
  ['backup', async () => (await import('./cli/backup.ts')).backupCommand],
  ['restore', async () => (await import('./cli/restore.ts')).restoreCommand],
  ['key', async () => (await import('./cli/keys.ts')).keyCommand],
  ['migrate', async () => (await import('./cli/migrate.ts')).migrateCommand],
  ['rebuild', async () => (await import('./cli/rebuild.ts')).rebuildCommand],
])

async function main([name = 'help', ...args]: string[]): Promise<number> {
  writeForOurselves()
  shareLargerPool()
  if (name === 'help' || name === '--help' || name === '-h') return help(args[0])
  const command = await find(name)
  const { values, positionals } = parseArgs({ args, options: { ...command.parse, ...COMMON }, allowPositionals: true })
  if (values.help === true) return help(name)
  return command.run({ positionals, flags: values as Record<string, string | boolean | undefined> })
}

async function help(name: string | undefined): Promise<number> {
  print(name === undefined ? helpAll(await Promise.all([...COMMANDS.values()].map((load) => load()))) : helpOne(await find(name)))
  return 0
}

/** @throws UsageError with all there are. */
function find(name: string): Promise<CliCommand> {
  const load = COMMANDS.get(name)
  if (!load) throw new UsageError(`there is no command "${name}"; there are ${[...COMMANDS.keys()].join(', ')} and help`)
  return load()
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
