import { join } from 'node:path'
import { messageOf, UsageError } from './cli/usage-error.ts'
import { userPath } from './cli/config.ts'
import { readConfig } from './config.ts'
import { freshFolder } from './demo/folder.ts'
import { startOnServers } from './demo/on-servers.ts'
import { DEMO_HELP, demoOptions } from './demo/options.ts'
import type { DemoOptions } from './demo/options.ts'
import { agrees, formatReport } from './demo/report.ts'
import { runDemo } from './demo/run.ts'
import type { Service } from './demo/run.ts'
import { whereNext } from './demo/where-next.ts'
import { startEmbedded } from './embedded.ts'
import type { Embedded } from './embedded.ts'
import { print, printError } from './print.ts'
import { stopOnSignal } from './stop.ts'
import type { Stoppable } from './stop.ts'

/** Relative to the repository, where `npm run demo` runs. */
const DEMO_FOLDER = 'data/demo'
/** A customer of the sample with orders in many years. */
const CUSTOMER = 'SO-20335'

async function main(args: string[]): Promise<number> {
  const options = demoOptions(args)
  if (options.help) {
    print(DEMO_HELP)
    return 0
  }
  const started = performance.now()
  const weir = options.distributed ? await startServices(options) : await startHere(options)
  const stop = listenForStop(weir)
  const outcome = await reportOrStop(weir, stop)
  if (outcome === 'stopped') return options.once ? INTERRUPTED : 0
  if (!options.once) {
    print(`\n${whereNext(weir, CUSTOMER)}\n\nThe demo keeps running: stop it with Ctrl-C.`)
    await stop.done
    return 0
  }
  await weir.close()
  printError(
    `\ndone in ${((performance.now() - started) / 1000).toFixed(1)} s. Without --once the demo stays open for your own questions.`,
  )
  return outcome === 'right' ? 0 : 1
}

/** A service that runs, and that the demo may stop. */
type DemoService = Service & Stoppable

async function reportOrStop(weir: DemoService, stop: Stop): Promise<'right' | 'wrong' | 'stopped'> {
  const stopped = stop.done.then(() => 'stopped' as const)
  try {
    return await Promise.race([stopped, report(weir)])
  } catch (error) {
    // Requests that fail because we are stopping are no news.
    if (stop.asked()) return stopped
    await weir.close()
    throw error
  }
}

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130

interface Stop {
  /**
   * Resolves after a clean stop that a signal asked for, and rejects with the failure of a part.
   */
  done: Promise<void>
  asked(): boolean
}

function listenForStop(weir: DemoService): Stop {
  let asked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => (asked = true))
  const done = stopOnSignal(weir)
  // Thrown where it is awaited.
  done.catch(() => undefined)
  return { done, asked: () => asked }
}

/** Loads, asks and prints. `wrong`: the ways of counting do not come to the same. */
async function report(weir: DemoService): Promise<'right' | 'wrong'> {
  const findings = await runDemo(weir)
  print(`\n${formatReport(findings)}`)
  if (findings.figures.every(agrees)) return 'right'
  printError('\nThe figures differ: that is a fault of Weir, please report it.')
  return 'wrong'
}

async function startServices({ port }: DemoOptions): Promise<DemoService> {
  printError('starting the services on Kafka, Redis and ClickHouse ...')
  return startOnServers(port, join(DEMO_FOLDER, 'reports'))
}

async function startHere({ data: folder, port }: DemoOptions): Promise<DemoService> {
  const data = folder === undefined ? DEMO_FOLDER : userPath(folder)
  await freshFolder(data)
  printError(`starting Weir on an empty folder (${data}) ...`)
  const weir = await start(data, port)
  return { ...weir, adminKey: keyOf(weir), reports: join(data, 'reports') }
}

async function start(data: string, port: number): Promise<Embedded> {
  const config = readConfig({ WEIR_DATA: data, WEIR_PORT: String(port), WEIR_CLOCK: 'event', WEIR_LOG: 'warn' })
  try {
    return await startEmbedded(config)
  } catch (error) {
    const inUse =
      error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'EADDRINUSE'
    if (!inUse) throw error
    throw new UsageError(
      `port ${port} is in use by another program; take another one: npm run demo -- --port ${(port + 1) % 65_536}`,
      {
        cause: error,
      },
    )
  }
}

/** The folder was empty, so a key was made at this start. */
function keyOf({ adminKey }: Embedded): string {
  if (adminKey === undefined) throw new Error('a new data folder must come with a new admin key')
  return adminKey
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    printError(messageOf(error))
    process.exit(1)
  },
)
