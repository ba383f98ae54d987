import type { FastifyInstance } from 'fastify'

interface Described {
  paths: Record<string, Record<string, { responses: Record<string, unknown> } | undefined> | undefined>
}

/**
 * Listens to what is answered.
 * @returns what tells the answers whose status the description of the API does not have.
 */
export function watchStatuses(app: FastifyInstance): () => Promise<string[]> {
  const answered = new Set<string>()
  app.addHook('onResponse', async (request, reply) => {
    const { url } = request.routeOptions
    if (url !== undefined) answered.add(`${reply.statusCode} ${request.method.toLowerCase()} ${url}`)
  })
  return async () => {
    const { paths } = (await app.inject({ url: '/openapi.json' })).json<Described>()
    return [...answered].filter((line) => {
      const [status = '', method = '', url = ''] = line.split(' ')
      const operation = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method]
      // A failure of ours may come anywhere, and no description promises one.
      return operation !== undefined && status !== '500' && !(status in operation.responses)
    })
  }
}
