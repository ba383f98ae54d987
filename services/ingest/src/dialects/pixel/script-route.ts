import { readPixelScript } from '@weir/pixel'
import type { ConfigView } from '@weir/runtime'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Ingest } from '../../accept/accept.ts'
import { describedOnly } from '../../accept/described-only.ts'
import { SCRIPT_DESCRIPTION } from '../description/pixel.ts'
import { freshSources } from '../../accept/authorisation.ts'

/** Where TikTok's snippet loads its script from, on TikTok's host. */
export const SCRIPT_PATH = '/i18n/pixel/events.js'

/** An hour from the cache, and a day while a new one is fetched. */
const CACHED = 'public, max-age=3600, stale-while-revalidate=86400'
const UNKNOWN = '/* Weir: this pixel code (sdkid) is not known here. Create the source, or correct the code. */\n'
/** Longer than any code of a source. */
const CODE_MAX = 128

/**
 * The script of our own pixel. It is the same for every code: a known one only tells the page that
 * its hits will be taken, which the hits' own door says as well, at the same rate.
 */
export async function scriptRoute(app: FastifyInstance, ingest: Ingest, config: ConfigView): Promise<void> {
  const script = readPixelScript()
  describedOnly(app)
  app.addHook('onRequest', async (request) => ingest.rates.admit('address', request.ip))
  app.get(
    SCRIPT_PATH,
    { config: { public: true, dialect: 'pixel', answers: ['rate_limited'] }, schema: SCRIPT_DESCRIPTION },
    async (request, reply) => {
      void reply.header('content-type', 'text/javascript; charset=utf-8')
      void reply.header('access-control-allow-origin', '*')
      void reply.header('cross-origin-resource-policy', 'cross-origin')
      const code = codeOf(request)
      await freshSources(config, code === '' ? [] : [code])
      if (!config.source(code)) {
        ingest.credentials.refused(request, 'unknown_source', '')
        return reply.code(404).header('cache-control', 'no-store').send(UNKNOWN)
      }
      void reply.header('cache-control', CACHED).header('etag', script.etag).header('vary', 'accept-encoding')
      if (mentions(request, 'if-none-match', script.etag)) return reply.code(304).send()
      if (!mentions(request, 'accept-encoding', 'gzip')) return reply.send(script.code)
      return reply.header('content-encoding', 'gzip').send(script.gzipped)
    },
  )
}

function codeOf({ query }: FastifyRequest): string {
  const code: unknown = typeof query === 'object' && query !== null && 'sdkid' in query ? query.sdkid : undefined
  return typeof code === 'string' && code.length <= CODE_MAX ? code : ''
}

const mentions = ({ headers }: FastifyRequest, name: string, value: string): boolean =>
  String(headers[name] ?? '').includes(value)
