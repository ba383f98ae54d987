import type { Client } from '../cli/client.ts'
import { ApiError, causeOf, describeProblem } from '../cli/client.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { ReplayEvent } from './to-event.ts'

/** What the service made of a batch. */
export interface Outcome {
  accepted: number
  refused: { line: number; code: string; reason: string }[]
}

/** A busy or restarting service is asked again after so many ms. Sending again is harmless: every event has an id. */
const PAUSES_MS = [200, 500, 1000, 2000, 4000]

/** Sends one batch to `POST /v1/events`. @throws UsageError when it cannot be delivered; ApiError when it is refused as a whole. */
export async function sendBatch(client: Client, events: readonly ReplayEvent[]): Promise<Outcome> {
  const body = JSON.stringify(events.map((event) => event.body))
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    try {
      const response = await client.send('POST', '/v1/events', { body, headers: { 'content-type': 'application/json' } })
      if (!isBusy(response.status) || pauseMs === undefined) return await outcomeOf(response, events)
      await response.body?.cancel()
    } catch (error) {
      if (error instanceof ApiError || pauseMs === undefined || !lostOnTheWay(error)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  throw new UsageError('the service stays busy; send the file again later: what it has already taken is not counted twice')
}

/** A 400 that names events is an answer like any other: none of the batch was good. */
async function outcomeOf(response: Response, events: readonly ReplayEvent[]): Promise<Outcome> {
  const answer = (await response.json().catch(() => undefined)) as
    | { accepted?: number; rejected?: { index: number; code: string; path: string; message: string }[] }
    | undefined
  if (answer?.rejected === undefined) throw new ApiError(response.status, describeProblem(response.status, answer), answer)
  const refused = answer.rejected.map(({ index, code, path, message }) => ({
    line: events[index]?.line ?? 0,
    code,
    reason: path === '' ? message : `${path}: ${message}`,
  }))
  return { accepted: answer.accepted ?? 0, refused }
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503
}

/** A connection that broke, not one that was never possible. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

function lostOnTheWay(error: unknown): boolean {
  return error instanceof Error && BROKEN.has(causeOf(error.cause))
}
