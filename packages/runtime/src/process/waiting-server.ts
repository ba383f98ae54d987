import type { AddressInfo } from 'node:net'
import { WeirError } from '@weir/contracts'
import { healthRoutes } from '../http/health.ts'
import type { Check } from '../http/health.ts'
import { sendProblem } from '../http/problems.ts'
import { createServer } from '../http/server.ts'
import type { Logger } from '../logger.ts'
import type { Registry } from '../metrics.ts'

/** What answers until the process has all that it needs. */
export interface WaitingServer {
  port: number
  /** Shown as not there (yet), with the reason; undefined: it is there. */
  waitingFor(name: string, reason: string | undefined): void
  /** Gives the port free. May be called again. */
  close(): Promise<void>
}

const RETRY_AFTER_S = 2

/**
 * Listens from the first moment: an orchestrator sees that the process lives and what it waits for, and whoever sends it work
 * is told to come again.
 * @throws Error when the port is taken.
 */
export async function listenWhileWaiting(
  logger: Logger,
  registry: Registry,
  { host, port }: { host: string; port: number },
): Promise<WaitingServer> {
  const waits = new Map<string, string>()
  const app = createServer({ logger })
  const ready = async (): Promise<Check[]> => [
    { name: 'process', ok: false, detail: 'starting' },
    ...[...waits].map(([name, detail]) => ({ name, ok: false, detail })),
  ]
  healthRoutes(app, { health: { live: () => [{ name: 'process', ok: true }], ready }, registry })
  app.all('/*', async (_request, reply) => {
    const missing = [...waits.keys()].join(', ')
    const detail = `starting${missing === '' ? '' : `, waiting for ${missing}`}: try again`
    return sendProblem(reply.header('retry-after', String(RETRY_AFTER_S)), new WeirError('unavailable', detail))
  })
  await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    throw new Error(`port ${port} is in use by another program: set WEIR_PORT to a free one`, { cause })
  })
  let closing: Promise<void> | undefined
  return {
    port: (app.server.address() as AddressInfo).port,
    waitingFor(name, reason) {
      if (reason === undefined) waits.delete(name)
      else waits.set(name, reason)
    },
    close: () => (closing ??= app.close()),
  }
}
