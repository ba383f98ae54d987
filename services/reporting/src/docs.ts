import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import { completed, withProblemsOnce } from './openapi-operation.ts'
import { NAMED_SCHEMAS, withNames } from './openapi.ts'

const transform = createJsonSchemaTransform({ zodToJsonConfig: { override: withNames } })

/** Programs send a key in a header; browsers a session's cookie, which ingest does not take. */
const SECURITY_SCHEMES = {
  key: { type: 'http', scheme: 'bearer', description: 'A key of POST /v1/keys, or the admin key.' },
  accessToken: { type: 'apiKey', in: 'header', name: 'Access-Token', description: 'A key, where senders of TikTok put it.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'weir_session',
    description:
      'The cookie of POST /v1/session (over https: __Host-weir_session). Whatever is no GET needs the header X-CSRF-Token, too.',
  },
} as const

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
      components: { schemas: { ...NAMED_SCHEMAS }, securitySchemes: SECURITY_SCHEMES },
    },
    transformObject: (document) =>
      'openapiObject' in document ? withProblemsOnce(document.openapiObject) : document.swaggerObject,
    transform: (document) => {
      const { schema, url } = transform(document)
      const { method, config } = document.route
      return { url, schema: completed(schema, { method: [method].flat()[0]!, url, config }) }
    },
  })
  await app.register(async (open) => {
    open.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
    await open.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  })
}
