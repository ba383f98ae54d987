import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import serveStatic from '@fastify/static'
import { errorCode } from '@weir/runtime'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NOT_BUILT } from './not-built.ts'
import { pageHeaders } from './policy.ts'

/** Where `services/console` builds its files. */
const BUILT = fileURLToPath(new URL('../../../console/dist/', import.meta.url))
/** What stands in the built page for the nonce of each answer (Vite's `html.cspNonce`). */
const NONCE_PLACE = 'WEIR_CSP_NONCE'
/** Paths of the API: what is unknown there is answered as the API answers. */
const OF_THE_API = /^(?:v1|docs|openapi\.json|metrics|healthz|readyz|open_api|api|i18n)(?:$|\/)/
/** Names of files here carry a digest of their content. */
const HASHED = /^assets\//

const HIDDEN = { schema: { hide: true }, config: { public: true } } as const

/**
 * The console: its built files, and its page at every other path that a browser opens. While it is
 * not built, `/` says how to build it.
 * @param built the folder of built files.
 */
export async function consoleRoutes(app: FastifyInstance, { built = BUILT }: { built?: string }): Promise<void> {
  await app.register(serveStatic, {
    root: built,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'deny',
    suppressWarning: true,
  })

  const page = async (reply: FastifyReply, otherwise?: string): Promise<FastifyReply> => {
    const html = (await readPage(built)) ?? otherwise
    if (html === undefined) return unknown(reply)
    const nonce = randomBytes(16).toString('base64url')
    return reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html.replaceAll(NONCE_PLACE, nonce))
  }

  app.get('/', HIDDEN, async (_request, reply) => page(reply, NOT_BUILT))
  app.get<{ Params: { '*': string } }>('/*', HIDDEN, async (request, reply) => {
    const path = request.params['*']
    if (OF_THE_API.test(path)) return unknown(reply)
    if (wantsPage(request) && !HASHED.test(path)) return page(reply)
    if (path.endsWith('.html')) return unknown(reply)
    const cached = HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'
    void reply.header('cache-control', cached).header('cross-origin-resource-policy', 'same-origin')
    return reply.sendFile(path)
  })
}

/** Browsers ask so for what they open, and for nothing that a page loads. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false
}

function unknown(reply: FastifyReply): FastifyReply {
  reply.callNotFound()
  return reply
}

/** @returns undefined while nothing is built. */
async function readPage(built: string): Promise<string | undefined> {
  try {
    return await readFile(join(built, 'index.html'), 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
