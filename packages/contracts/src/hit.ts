import { z } from 'zod'
import { HitConsent } from './consent.ts'
import { ConsentStatement } from './consent-signals.ts'
import { Identifier } from './identifiers.ts'
import { isObject } from './objects.ts'
import { UnreadableError } from './unreadable.ts'
import { parseWellFormed } from './well-formed.ts'

/**
 * Which way a hit came in: duplicates across `pixel` and `server` are merged, within one channel
 * dropped (SEMANTICS: deduplication).
 */
export const Channel = z.enum(['pixel', 'server'])
export type Channel = z.infer<typeof Channel>

/**
 * What a rule can look at: one JSON document per event, addressed by dotted paths such as
 * `properties.contents.content_id`.
 */
export interface EventBody {
  properties?: Record<string, unknown>
  page?: Record<string, unknown>
  ad?: Record<string, unknown>
  video?: Record<string, unknown>
  experiment?: Record<string, unknown>
  traits?: Record<string, unknown>
  user?: Record<string, unknown>
}

/**
 * Reads a body as it is stored; what its sections hold is anybody's, and is looked at where it is
 * read.
 * @throws UnreadableError when it is not an object.
 */
export function parseEventBody(json: string): EventBody {
  let body: unknown
  try {
    body = parseWellFormed(json)
  } catch {
    // JavaScript's own error would quote the body.
    throw new UnreadableError('a body that is not JSON')
  }
  if (!isObject(body)) throw new UnreadableError('a body that is not an object')
  return body
}

/** What says that a machine sent a hit: its user agent, or that it came from a data centre. */
export const Bot = z.enum(['user_agent', 'data_centre'])
export type Bot = z.infer<typeof Bot>

/**
 * A hit in canonical form, the value of a record on `weir.hits`. Made by ingest only, from any
 * dialect.
 * - `event_time`, `received_at`: Unix ms, UTC.
 * - `name` is canonical; `sent_name` is kept when the sender used another spelling.
 * - `event_id` is never empty: the sender's, else its message id, else one that ingest makes
 *   (`id_from` says which).
 * - `ids` is empty if no person is identified or consent to `storage` is missing.
 * - `id_digests` (see identifierDigest) stand for identifiers that must not be kept. They are
 *   present only if `storage` is denied and a signal denies something. Resolve uses them once, to
 *   find the people whom the denial concerns.
 * - `statement` is there when the hit says anything of consent.
 * - `bot` is there when a machine sent it: then it is nobody's action, whoever it names.
 */
export interface Hit {
  source: string
  channel: Channel
  name: string
  sent_name?: string
  event_id: string
  id_from: 'sender' | 'message' | 'weir'
  event_time: number
  received_at: number
  ids: Identifier[]
  id_digests?: string[]
  consent: HitConsent
  statement?: ConsentStatement
  bot?: Bot
  body: EventBody
}

/** The same shape as a schema, for readers that do not trust the log (migration, tests). */
export const HitSchema = z.strictObject({
  source: z.string().min(1),
  channel: Channel,
  name: z.string().min(1),
  sent_name: z.string().exactOptional(),
  event_id: z.string().min(1),
  id_from: z.enum(['sender', 'message', 'weir']),
  event_time: z.int(),
  received_at: z.int(),
  ids: z.array(Identifier),
  id_digests: z.array(z.string().regex(/^[0-9a-f]{32}$/)).exactOptional(),
  consent: HitConsent,
  statement: ConsentStatement.exactOptional(),
  bot: Bot.exactOptional(),
  body: z.record(z.string(), z.record(z.string(), z.unknown())),
})
