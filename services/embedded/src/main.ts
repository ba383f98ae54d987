import { ConfigError, readConfig, VARIABLES } from './config.ts'
import { startEmbedded } from './embedded.ts'
import { print, printError } from './print.ts'
import { stopOnSignal } from './stop.ts'

const HELP = `Weir, all in one process.

Usage: npm start [-- --check-config | --help]

Settings (environment):
${Object.entries(VARIABLES)
  .map(([name, meaning]) => `  ${name.padEnd(20)} ${meaning}`)
  .join('\n')}
`

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    print(HELP)
    return 0
  }
  const config = readConfig()
  if (args.includes('--check-config')) {
    print('the configuration is valid')
    return 0
  }
  const weir = await startEmbedded(config)
  print(`Weir listens on ${weir.url} (API documentation: ${weir.url}/docs). Stop it with Ctrl-C.`)
  if (weir.adminKeyMade) print(`\nThe admin key, shown only this once (it is stored as a hash):\n\n  ${weir.adminKey}\n`)
  await stopOnSignal(weir)
  print('Weir has stopped; a restart continues where it was.')
  return 0
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    printError(
      error instanceof ConfigError
        ? `The configuration has problems:\n${error.message}`
        : error instanceof Error
          ? error.message
          : String(error),
    )
    process.exit(1)
  },
)
