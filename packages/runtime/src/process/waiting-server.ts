import { WeirError } from '@weir/contracts'
import { healthRoutes } from '../http/health.ts'
import type { Check, Health } from '../http/health.ts'
import { hideOperations, listenOn, portOf } from '../http/operations.ts'
import { sendProblem } from '../http/problems.ts'
import { createServer } from '../http/server.ts'
import type { Logger } from '../logger.ts'
import type { Registry } from '../metrics.ts'

/** What answers until the process has all that it needs. */
export interface WaitingServer {
  port: number
  health: Health
  /** Shown as not there (yet), with the reason; undefined: it is there. */
  waitingFor(name: string, reason: string | undefined): void
  /** Gives the port free. May be called again. */
  close(): Promise<void>
}

const RETRY_AFTER_S = 2

/**
 * Listens from the first moment: an orchestrator sees that the process lives and what it waits for,
 * and whoever sends it work is told to come again.
 * @param isApart metrics and the reasons of health are served elsewhere.
 * @throws Error when the port is taken.
 */
export async function listenWhileWaiting(
  logger: Logger,
  registry: Registry,
  { host, port, isApart }: { host: string; port: number; isApart: boolean },
): Promise<WaitingServer> {
  const waits = new Map<string, string>()
  const app = createServer({ logger })
  if (isApart) hideOperations(app)
  const ready = async (): Promise<Check[]> => [
    { name: 'process', ok: false, detail: 'starting' },
    ...[...waits].map(([name, detail]) => ({ name, ok: false, detail })),
  ]
  const health: Health = { live: () => [{ name: 'process', ok: true }], ready }
  healthRoutes(app, { health, registry })
  app.all('/*', async (_request, reply) => {
    const missing = [...waits.keys()].join(', ')
    const detail = `starting${missing === '' ? '' : `, waiting for ${missing}`}: try again`
    return sendProblem(reply.header('retry-after', String(RETRY_AFTER_S)), new WeirError('unavailable', detail))
  })
  await listenOn(app, { host, port }, 'WEIR_PORT')
  let closing: Promise<void> | undefined
  return {
    health,
    port: portOf(app.server),
    waitingFor(name, reason) {
      if (reason === undefined) waits.delete(name)
      else waits.set(name, reason)
    },
    close: () => (closing ??= app.close()),
  }
}
