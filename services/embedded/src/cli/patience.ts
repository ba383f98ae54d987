import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from './client.ts'
import { ApiError, causeOf } from './client.ts'

/** A busy or restarting service is asked again after so many ms, or when it says (Retry-After). */
const PAUSES_MS = [200, 500, 1000, 2000, 4000]
/** A service that asks for patience gets it for so long in all, ms. */
const PATIENCE_MS = 120_000

/**
 * Posts what may be sent again without harm, until the service takes it or stays busy.
 * @returns the last answer. @throws what fetch throws when it cannot be reached.
 */
export async function postPatiently(
  client: ApiClient,
  path: string,
  init: { body: string; headers: Record<string, string> },
): Promise<Response> {
  let waitedMs = 0
  for (let tries = 0; ; tries++) {
    let pauseMs = PAUSES_MS[tries]
    try {
      const response = await client.send('POST', path, init)
      if (!isBusy(response.status)) return response
      pauseMs = askedFor(response) ?? pauseMs
      if (pauseMs === undefined || waitedMs + pauseMs > PATIENCE_MS) return response
      await response.body?.cancel()
    } catch (error) {
      if (error instanceof ApiError || pauseMs === undefined || !lostOnTheWay(error)) throw error
    }
    waitedMs += pauseMs
    await sleep(pauseMs)
  }
}

/** How long a busy service asks to be left alone, ms; undefined when it does not say. */
function askedFor(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.max(seconds * 1000, PAUSES_MS[0]!) : undefined
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503
}

/** A connection that broke, not one that was never possible. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

function lostOnTheWay(error: unknown): boolean {
  return error instanceof Error && BROKEN.has(causeOf(error.cause))
}
