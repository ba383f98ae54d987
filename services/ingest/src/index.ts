// The front door: hits in any of their dialects, checked and made canonical, durably on the log.
import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import type { Ingest } from './accept/accept.ts'
import { createBotWatch } from './accept/bots.ts'
import { createActivityLog } from './accept/activity.ts'
import type { IngestDeps } from './deps.ts'
import { KEYLESS, LIMITS } from './parse/limits.ts'
import { ingestMetrics } from './metrics.ts'
import type { DialectName } from './metrics.ts'
import { startPuller } from './delivery/pull/puller.ts'
import { deliveryRoutes } from './delivery/route.ts'
import { nativeRoutes } from './dialects/native/native-routes.ts'
import { createPaces } from './parse/pace.ts'
import { createPersonRate } from './accept/person-rate.ts'
import { PIXEL_PREFIX, pixelRoutes } from './dialects/pixel/pixel-routes.ts'
import { scriptRoute } from './dialects/pixel/script-route.ts'
import { createRates } from './accept/rates.ts'
import { createSharedRates } from './accept/shared-rates.ts'
import { createRefusals } from './accept/refusals.ts'
import { createRefusedCredentials } from './accept/refused-credentials.ts'
import { tiktokRoutes } from './dialects/tiktok-routes.ts'

export type { IngestDeps, IngestLog } from './deps.ts'
export { LIMITS } from './parse/limits.ts'
export type { IngestLimits } from './parse/limits.ts'
export type { PullOptions } from './delivery/pull/options.ts'
export type { Rate, RateLimits } from './accept/rates.ts'
export { createRedisBuckets } from './accept/redis-buckets.ts'
export type { SpoolCheck } from './spool/checks.ts'
export { withConfigCopy } from './spool/config-copy.ts'
export { spoolMustBeWhole } from './spool/damage.ts'
export { openReconnectingLog } from './spool/reconnecting-log.ts'
export type { ReconnectingLog, ReconnectingLogOptions } from './spool/reconnecting-log.ts'
export { readNetworks } from './accept/networks.ts'
export { behindOnLog, watchBacklog } from './accept/watch-backlog.ts'
export { createSpooledLog } from './spool/spooled-log.ts'
export type { SpooledLog, SpooledLogOptions } from './spool/spooled-log.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which dialect a route of ingest speaks. */
    dialect?: DialectName
  }
}

/**
 * The front door as a fastify plugin: TikTok's Events API, the pixel's wire format and our own form
 * become hits on `weir.hits`. An answer of success means that the log has the events. It never
 * listens, and checks its keys itself.
 */
export function ingestRoutes(deps: IngestDeps): FastifyPluginAsync {
  const limits = { ...LIMITS, ...deps.limits }
  const shared = deps.sharedBuckets && createSharedRates({ ...deps, shared: deps.sharedBuckets })
  const ingest: Ingest = {
    log: deps.log,
    logger: deps.logger,
    clock: deps.clock,
    retentionMs: deps.retentionMs,
    newId: deps.newId ?? randomUUID,
    bots: createBotWatch(deps.dataCentres),
    metrics: ingestMetrics(deps.registry),
    people: createPersonRate(deps.personRate ?? 0, shared?.buckets),
    optOutAnswerMs: deps.optOutAnswerMs ?? 0,
    backlog: deps.backlog,
    activity: deps.activity === true ? createActivityLog(deps.log) : undefined,
    newPace: createPaces(),
    rates: createRates(deps.rates, shared?.buckets),
    refusals: createRefusals(deps.config, deps.registry),
    credentials: createRefusedCredentials(deps),
  }
  const ended = (outcome: 'done' | 'failed'): void => ingest.metrics.pull(outcome)
  return async (app) => {
    const puller = deps.pulls && startPuller({ ...deps, door: ingest, ended }, deps.pulls)
    app.addHook('onClose', async () => {
      await puller?.close()
      shared?.close()
      await ingest.credentials.close()
      await ingest.activity?.close()
    })
    app.addHook('onResponse', async (request, reply) => {
      const { dialect } = request.routeOptions.config
      if (dialect) ingest.metrics.request(dialect, reply.elapsedTime / 1000)
    })
    await app.register(async (scope) => tiktokRoutes(scope, ingest, deps.config, limits))
    await app.register(async (scope) => pixelRoutes(scope, ingest, deps.config, { ...limits, ...KEYLESS, ...deps.limits }), {
      prefix: PIXEL_PREFIX,
    })
    await app.register((scope) => scriptRoute(scope, ingest, deps.config))
    await app.register((scope) => nativeRoutes(scope, ingest, deps.config, limits))
    await app.register(async (scope) => deliveryRoutes(scope, ingest, deps.config))
  }
}
