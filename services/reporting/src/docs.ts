import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/**
 * `/openapi.json`, generated from the routes' zod schemas, and `/docs` to read it (all files are
 * served from here). Describes the routes that are registered on `app` after this call; a server
 * with more services calls it on its root first.
 */
export async function describeApi(app: FastifyInstance): Promise<void> {
  if (app.hasDecorator('swagger')) return
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Weir', version: '0.1.0', description: 'TikTok Pixel and Events API hits in, exact rolling segments out.' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document)
      const scope = document.route.config?.scope
      return { url, schema: scope === undefined ? schema : { ...schema, security: [{ key: [scope] }] } }
    },
  })
  await app.register(async (open) => {
    open.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
    await open.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  })
}
