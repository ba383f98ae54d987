import { WeirError } from '@weir/contracts'
import type { Scope, StoredKey } from '@weir/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ConfigView } from '../config-view.ts'
import { authoriseFresh, bearer } from '../keys.ts'

/**
 * What every route of a guarded scope must declare in its `config`: the scope that a key needs, or
 * that it needs none.
 */
export type Access = { scope: Scope; limitedKeys?: true } | { public: true }

declare module 'fastify' {
  interface FastifyContextConfig {
    scope?: Scope
    public?: true
    /**
     * Keys limited to sources may use the route: its handler keeps to those sources. All other
     * routes refuse such keys.
     */
    limitedKeys?: true
  }
  interface FastifyRequest {
    /** The key behind the request; undefined on public routes. */
    weirKey: StoredKey | undefined
  }
}

/**
 * Guards all routes that are registered on `app` (and below) after this call. Deny by default: a
 * route that declares neither a scope nor `public: true` stops the start. A key limited to sources
 * only opens routes that say they keep to the limit.
 */
export function guardRoutes(app: FastifyInstance, config: ConfigView): void {
  app.decorateRequest('weirKey', undefined)
  app.addHook('onRoute', (route) => {
    if (route.config?.scope === undefined && route.config?.public !== true) {
      throw new Error(`${String(route.method)} ${route.url} declares neither a scope nor that it is public`)
    }
  })
  app.addHook('onRequest', async (request) => {
    const { scope, public: open, limitedKeys } = request.routeOptions.config
    if (open === true) return
    if (scope === undefined) throw new WeirError('missing_scope', 'this path is closed')
    request.weirKey = await authoriseFresh(config, bearer(request.headers.authorization), scope)
    if (request.weirKey.sources !== undefined && limitedKeys !== true) {
      throw new WeirError('missing_scope', 'this needs a key that is not limited to sources')
    }
  })
}

/** The sources to which the request's key is limited, or undefined when it may see all. */
export function sourceLimit(request: FastifyRequest): readonly string[] | undefined {
  return request.weirKey?.sources
}
