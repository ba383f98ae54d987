import { BlockList, isIP } from 'node:net'
import type { Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { errorCode } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Registry } from '../metrics.ts'
import { healthRoutes } from './health.ts'
import type { Health } from './health.ts'
import { createServer } from './server.ts'

/** Where a server listens. Port 0: a free one. */
export interface Address {
  host: string
  port: number
}

/**
 * What the settings say: the service's own address, and that of its metrics as far as it is given.
 */
export interface Addresses extends Address {
  metricsHost?: string | undefined
  metricsPort?: number | undefined
}

/**
 * From the port of the service to that of its metrics, where none is given: services beside each
 * other never meet.
 */
const METRICS_STEP = 1000
const PORT_MAX = 65_535

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/**
 * Whether only this machine reaches the address. A name other than localhost may be anything, so it
 * is not.
 */
export function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return host.toLowerCase() === 'localhost'
  return LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Where metrics and details of health are served, when that is not the address of the service. They
 * are apart where others than this machine reach the service, and where the settings name another
 * address.
 * @returns undefined: on the service's own port.
 */
export function operationsAddress({ host, port, metricsHost, metricsPort }: Addresses): Address | undefined {
  const apart = { host: metricsHost ?? host, port: metricsPort ?? besides(port) }
  if (metricsHost === undefined && metricsPort === undefined && isLoopback(host)) return undefined
  return apart.port !== 0 && apart.port === port && apart.host === host ? undefined : apart
}

function besides(port: number): number {
  if (port === 0) return 0
  return port + METRICS_STEP > PORT_MAX ? port - METRICS_STEP : port + METRICS_STEP
}

/**
 * For a server whose metrics are elsewhere: `/metrics` is not there, and health is a status without
 * its reasons, which is all that a load balancer needs. Call it before routes are registered.
 */
export function hideOperations(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/metrics') return
    reply.callNotFound()
    return reply
  })
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const { url } = request.routeOptions
    return url === '/healthz' || url === '/readyz' ? { ...Object(payload), checks: [] } : payload
  })
}

/** The server of metrics and health beside that of a service. */
export interface OperationsServer {
  port: number
  close(): Promise<void>
}

/** @throws Error when the port is taken, which names the setting. */
export async function listenForOperations(
  { host, port }: Address,
  parts: { logger: Logger; registry: Registry; health: Health },
): Promise<OperationsServer> {
  const { logger, registry, health } = parts
  const app = createServer({ logger })
  healthRoutes(app, { health, registry })
  await listenOn(app, { host, port }, 'WEIR_METRICS_PORT')
  const bound = portOf(app.server)
  logger.info({ host, port: bound }, 'metrics and health have a port of their own')
  return { port: bound, close: () => app.close() }
}

/**
 * @returns the URL.
 * @throws Error that names the settings of an address where nobody can listen.
 */
export async function listenOn(app: FastifyInstance, { host, port }: Address, setting: PortSetting): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    const code = errorCode(cause)
    if (code === 'EADDRINUSE')
      throw new Error(`port ${port} is in use by another program: set ${setting} to a free one`, { cause })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      const name = setting.replace('PORT', 'HOST')
      throw new Error(`${host} is no address of this machine: set ${name} to one, or to 0.0.0.0 for all`, { cause })
    }
    throw cause
  }
}

type PortSetting = 'WEIR_PORT' | 'WEIR_METRICS_PORT'

/** @throws Error when the server does not listen on a port. */
export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return address.port
}
