import { z } from 'zod'
import type { ApiClient } from '../cli/client.ts'
import { ApiError, describeProblem } from '../cli/client.ts'
import { postPatiently } from '../cli/patience.ts'
import type { ReplayEvent } from './to-event.ts'

/** What the service made of a batch. */
export interface Outcome {
  accepted: number
  refused: { line: number; code: string; reason: string }[]
}

/**
 * Sends one batch to `POST /v1/events`. Sending again is harmless: every event has an id.
 * @throws ApiError when it is refused as a whole, or the service stays busy; what fetch throws when
 *   it cannot be reached.
 */
export async function sendBatch(client: ApiClient, events: readonly ReplayEvent[]): Promise<Outcome> {
  const body = JSON.stringify(events.map((event) => event.body))
  const response = await postPatiently(client, '/v1/events', { body, headers: { 'content-type': 'application/json' } })
  return outcomeOf(response, events)
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
