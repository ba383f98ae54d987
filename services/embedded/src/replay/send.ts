import { z } from 'zod'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '../cli/client.ts'
import { ApiError, causeOf, describeProblem } from '../cli/client.ts'
import type { ReplayEvent } from './to-event.ts'

/** What the service made of a batch. */
export interface Outcome {
  accepted: number
  refused: { line: number; code: string; reason: string }[]
}

/**
 * A busy or restarting service is asked again after so many ms, or when it says (Retry-After).
 * Sending again is harmless: every event has an id.
 */
const PAUSES_MS = [200, 500, 1000, 2000, 4000]
/** A service that asks for patience gets it for so long in all, ms. */
const PATIENCE_MS = 120_000

/**
 * Sends one batch to `POST /v1/events`.
 * @throws ApiError when it is refused as a whole, or the service stays busy; what fetch throws when
 *   it cannot be reached.
 */
export async function sendBatch(client: ApiClient, events: readonly ReplayEvent[]): Promise<Outcome> {
  const body = JSON.stringify(events.map((event) => event.body))
  let waitedMs = 0
  for (let tries = 0; ; tries++) {
    let pauseMs = PAUSES_MS[tries]
    try {
      const response = await client.send('POST', '/v1/events', { body, headers: { 'content-type': 'application/json' } })
      if (!isBusy(response.status)) return await outcomeOf(response, events)
      pauseMs = askedFor(response) ?? pauseMs
      if (pauseMs === undefined || waitedMs + pauseMs > PATIENCE_MS) return await outcomeOf(response, events)
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

const Answer = z.object({
  accepted: z.int().exactOptional(),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), path: z.string(), message: z.string() })),
})

/** A 400 that names events is an answer like any other: none of the batch was good. */
async function outcomeOf(response: Response, events: readonly ReplayEvent[]): Promise<Outcome> {
  // What is no JSON is no answer of ours, and is described as such.
  const body: unknown = await response.json().catch(() => undefined)
  const answer = Answer.safeParse(body)
  if (!answer.success) throw new ApiError(response.status, describeProblem(response.status, body), body)
  const refused = answer.data.rejected.map(({ index, code, path, message }) => ({
    line: events[index]?.line ?? 0,
    code,
    reason: path === '' ? message : `${path}: ${message}`,
  }))
  return { accepted: answer.data.accepted ?? 0, refused }
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503
}

/** A connection that broke, not one that was never possible. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

function lostOnTheWay(error: unknown): boolean {
  return error instanceof Error && BROKEN.has(causeOf(error.cause))
}
