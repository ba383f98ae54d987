import type { StoredKey } from '@weir/contracts'
import { authoriseFresh } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import type { FastifyRequest } from 'fastify'
import type { Ingest } from './accept.ts'

/**
 * The key behind a request, whose rate it counts for. Who has none that is good counts for his
 * address: guessing is limited, too.
 * @throws WeirError bad_token or missing_scope; SlowDown.
 */
export async function admitKey(
  request: FastifyRequest,
  secret: string | undefined,
  { rates }: Pick<Ingest, 'rates'>,
  config: ConfigView,
): Promise<StoredKey> {
  const key = await authoriseFresh(config, secret, 'ingest').catch((error: unknown) => {
    rates.admit('address', request.ip)
    throw error
  })
  rates.admit('key', key.id)
  rates.received('key', key.id, requestBytes(request))
  return key
}

/** The sources that a request without a key is for. @throws SlowDown. */
export function admitSources(request: FastifyRequest, codes: Iterable<string>, { rates }: Pick<Ingest, 'rates'>): void {
  const bytes = requestBytes(request)
  for (const code of codes) {
    rates.admit('source', code)
    rates.received('source', code, bytes)
  }
}

/** Bytes of what was sent: the body, or the URL where it holds the hit. */
export function requestBytes({ body, url }: FastifyRequest): number {
  return Buffer.isBuffer(body) ? body.length : url.length
}
