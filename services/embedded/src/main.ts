import { keysOf } from '@weir/contracts'
import { ConfigError, describeSettings, readSettings, SETTINGS, shareLargerPool, writeForOurselves } from '@weir/runtime'
import { EMBEDDED_SETTINGS, environment, isDistributed, readConfig } from './config.ts'
import { startFleet } from './distributed/fleet.ts'
import { startEmbedded } from './embedded.ts'
import { print, printError } from './print.ts'
import { stopOnSignal } from './stop.ts'

const EVERY_SETTING = keysOf(SETTINGS)

const HELP = `Weir: all of it in one process on engines of its own, or, with WEIR_MODE=distributed, one process of each service on
Kafka, Redis and ClickHouse. npm start -- ingest (segmenter, loader, reporting) starts one service; each has its own --help.

Usage: npm start [-- SERVICE] [-- --check-config | --help]

Settings (environment):
${describeSettings(EMBEDDED_SETTINGS)}
`

async function main(args: string[]): Promise<number> {
  writeForOurselves()
  shareLargerPool()
  if (args.includes('--help')) {
    print(HELP)
    return 0
  }
  if (isDistributed()) return distributed(args)
  const config = readConfig()
  if (args.includes('--check-config')) {
    print('the configuration is valid')
    return 0
  }
  const weir = await startEmbedded(config)
  print(`Weir listens on ${weir.url} (console: open it in a browser; API documentation: ${weir.url}/docs). Stop it with Ctrl-C.`)
  if (weir.adminKeyMade) print(`\nThe admin key, shown only this once (it is stored as a hash):\n\n  ${weir.adminKey}\n`)
  await stopOnSignal(weir)
  print('Weir has stopped; a restart continues where it was.')
  return 0
}

async function distributed(args: string[]): Promise<number> {
  const settings = readSettings(EVERY_SETTING)
  if (args.includes('--check-config')) {
    print('the configuration is valid')
    return 0
  }
  const fleet = await startFleet({ port: settings.WEIR_PORT, metricsPort: settings.WEIR_METRICS_PORT, env: environment() })
  const ready = fleet.ready()
  ready.then(
    () => print(`Weir listens on ${fleet.ingestUrl} for hits and on ${fleet.url} for everything else. Stop it with Ctrl-C.`),
    () => undefined,
  )
  await stopOnSignal(fleet)
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
