import cors from '@fastify/cors'
import type { FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/**
 * Lets browsers ask before they post, and says to whom the answer may be shown: on these paths
 * only, whatever else the server has. The plugin alone answers preflights of every path.
 * @param paths from the root, without a slash at the end.
 */
export async function allowCrossOrigin(
  app: FastifyInstance,
  paths: readonly string[],
  options: FastifyCorsOptions,
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'OPTIONS') return undefined
    const [path = ''] = request.url.split('?', 1)
    if (paths.includes(path.replace(/\/$/, ''))) return undefined
    reply.callNotFound()
    return reply
  })
  await app.register(cors, { strictPreflight: false, ...options })
}
