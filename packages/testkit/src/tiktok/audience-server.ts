import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createTiktokAudiences } from './audiences.ts'
import type { TiktokAudiences, TiktokAudiencesOptions } from './audiences.ts'

/** The audience API over HTTP. */
export interface TiktokAudienceServer extends AsyncDisposable {
  /** The address in front of `/open_api`. */
  url: string
  platform: TiktokAudiences
}

export async function startTiktokAudiences(options: TiktokAudiencesOptions): Promise<TiktokAudienceServer> {
  const platform = createTiktokAudiences(options)
  const server = createServer(async (request, response) => {
    const token = request.headers['access-token']
    const answer = await platform.handle({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      token: typeof token === 'string' ? token : undefined,
      contentType: request.headers['content-type'] ?? '',
      body: await bytesOf(request),
    })
    if (answer === 'cut') response.destroy()
    else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the platform has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    platform,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  return new Uint8Array(Buffer.concat(chunks))
}
