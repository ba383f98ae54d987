import { asError } from '../errors.ts'
import { shareLargerPool } from '../buffer-pool.ts'
import type { FastifyInstance } from 'fastify'
import { describeSettings, ConfigError, readSettings } from '../config/read-settings.ts'
import { PROCESS_SETTINGS } from '../config/settings.ts'
import type { SettingName, Settings } from '../config/settings.ts'
import type { Health } from '../http/health.ts'
import { hideOperations, listenForOperations, listenOn, operationsAddress } from '../http/operations.ts'
import { createServer } from '../http/server.ts'
import { createLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import { Registry } from '../metrics.ts'
import { writeForOurselves } from '../private-folder.ts'
import { waitForDependency } from './wait-for-dependency.ts'
import { createReadiness } from './readiness.ts'
import type { Readiness } from './readiness.ts'
import { listenWhileWaiting } from './waiting-server.ts'

type ProcessSetting = (typeof PROCESS_SETTINGS)[number]

/** What a process is made of. */
export interface ProcessDefinition<N extends SettingName> {
  /** `segmenter`: its name in logs. */
  name: string
  /** What it does, for `--help`. */
  summary: string
  /** Besides those that every process has. */
  settings: readonly N[]
  start(context: ProcessContext<N>): Promise<Started>
}

export interface ProcessContext<N extends SettingName> {
  settings: Settings<N | ProcessSetting>
  logger: Logger
  registry: Registry
  /** What it needs to be ready. */
  readiness: Readiness
  health: Health
  /**
   * A server with our edges, not listening yet: what is registered is served once `start` has
   * resolved.
   */
  app: FastifyInstance
  /** Opens what it needs, however long that takes to come; it is closed at the end. */
  open: <T extends { close(): Promise<unknown> }>(name: string, open: () => Promise<T>) => Promise<T>
  /** The same for what needs no closing. */
  reach: <T>(name: string, open: () => Promise<T>, isOutage?: (error: unknown) => boolean) => Promise<T>
  /** To be closed at the end, the last one first. */
  onClose: (close: () => Promise<unknown>) => void
}

export interface Started {
  /**
   * Rejects with the failure that makes going on pointless: the process ends, and whoever looks
   * after it starts it again.
   */
  failed: Promise<unknown>
}

/** A stop that takes longer is cut short: what was acknowledged is safe anyway. */
const STOP_MS_MAX = 15_000

/**
 * The life of a process: settings, a server that says from the first moment whether it is ready,
 * whatever it needs, work until SIGTERM or SIGINT, a clean stop. Ends the process: code 0 after a
 * stop, 1 after a failure, 2 for settings that cannot be.
 */
export function runProcess<const N extends SettingName>(definition: ProcessDefinition<N>): void {
  writeForOurselves()
  shareLargerPool()
  run(definition, process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${definition.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      process.exit(1)
    },
  )
}

async function run<N extends SettingName>(definition: ProcessDefinition<N>, args: readonly string[]): Promise<number> {
  const names: (N | ProcessSetting)[] = [...PROCESS_SETTINGS, ...definition.settings]
  if (args.includes('--help')) {
    process.stdout.write(
      `${definition.summary}\n\nUsage: ${definition.name} [--check-config | --help]\n\nSettings (environment):\n${describeSettings(names)}\n`,
    )
    return 0
  }
  let settings: Settings<N | ProcessSetting>
  try {
    settings = readSettings(names)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`The configuration has problems:\n${error.message}\n`)
    return 2
  }
  if (args.includes('--check-config')) {
    process.stdout.write('the configuration is valid\n')
    return 0
  }
  return live(definition, settings)
}

async function live<N extends SettingName>(
  definition: ProcessDefinition<N>,
  settings: Settings<N | ProcessSetting>,
): Promise<number> {
  const logger = createLogger(definition.name, settings['WEIR_LOG'])
  const stopping = new AbortController()
  // A second signal changes nothing: without a terminal, one Ctrl-C may arrive twice.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort(new StopSignal(signal)))
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a failure that nobody minded; going on would be a guess')
    process.exit(1)
  })
  const closers: (() => Promise<unknown>)[] = []
  let code = 0
  try {
    await work(definition, settings, logger, stopping.signal, (close) => void closers.push(close))
  } catch (error) {
    if (!(error instanceof StopSignal)) {
      logger.fatal({ err: error }, error instanceof Error ? error.message : String(error))
      code = 1
    } else logger.info({ signal: error.message }, 'stopping')
  }
  setTimeout(() => process.exit(1), STOP_MS_MAX).unref()
  for (const close of closers.reverse()) await close().catch((error: unknown) => logger.warn({ err: error }, 'closing failed'))
  if (code === 0) logger.info('stopped; a restart continues where it was')
  return code
}

class StopSignal extends Error {
  override readonly name = 'StopSignal'
}

/** @throws StopSignal, or the failure that ends the process. */
async function work<N extends SettingName>(
  definition: ProcessDefinition<N>,
  settings: Settings<N | ProcessSetting>,
  logger: Logger,
  signal: AbortSignal,
  onClose: ProcessContext<N>['onClose'],
): Promise<void> {
  const stopped = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(asError(signal.reason))))
  // Thrown where it is raced against the work.
  stopped.catch(() => undefined)
  const registry = new Registry()
  const readiness = createReadiness(logger)
  const {
    WEIR_TRUSTED_PROXIES: trustedProxies,
    WEIR_CONNECTIONS_MAX: connectionsMax,
    ...own
  } = settings as Settings<ProcessSetting>
  const address = { host: own.WEIR_HOST, port: own.WEIR_PORT }
  const apart = operationsAddress({ ...address, metricsHost: own.WEIR_METRICS_HOST, metricsPort: own.WEIR_METRICS_PORT })
  const waiting = await listenWhileWaiting(logger, registry, { ...address, isApart: apart !== undefined })
  onClose(() => waiting.close())
  let health = waiting.health
  if (apart) {
    const current = { live: () => health.live(), ready: () => health.ready() }
    const operations = await listenForOperations(apart, { logger, registry, health: current })
    onClose(() => operations.close())
  }

  const app = createServer({ logger, trustedProxies, connectionsMax })
  if (apart) hideOperations(app)
  const context: ProcessContext<N> = {
    settings,
    logger,
    registry,
    readiness,
    health: { live: () => [{ name: 'process', ok: true }], ready: () => readiness.checks() },
    app,
    reach(name, open, isOutage) {
      const onWait = (reason: string | undefined): void => waiting.waitingFor(name, reason)
      return waitForDependency(open, { name, logger, signal, onWait, ...(isOutage ? { isOutage } : {}) })
    },
    async open(name, open) {
      const opened = await context.reach(name, open)
      onClose(() => opened.close())
      return opened
    },
    onClose,
  }
  const started = await Promise.race([definition.start(context), stopped])
  // Requests in hand are answered before anything that they need is closed.
  onClose(() => app.close())
  await waiting.close()
  await listenOn(app, { ...address, port: waiting.port }, 'WEIR_PORT')
  health = context.health
  logger.info({ port: waiting.port }, `${definition.name} is ready`)
  await Promise.race([started.failed.then(() => new Promise<never>(() => undefined)), stopped])
}
