import { z } from 'zod'
import { TokenReference } from './delivery-pull.ts'
import { WebhookTarget } from './report-schedule.ts'

/** Audiences elsewhere that are kept as a segment is, as `weir.config` keeps them. */

/** `exposure` is left to the audiences of exposure policies: `exposure.<policy>.<destination>`. */
export const DESTINATION_ID = /^(?!exposure$)[a-z0-9][a-z0-9_-]{0,63}$/
/** The same, or the id of what a step of a journey tells one: `<destination>.<journey>.<step>`. */
export const TOLD_DESTINATION_ID =
  /^(?!exposure(?:\.|$))[a-z0-9][a-z0-9_-]{0,63}(?:\.[a-z0-9][a-z0-9_-]{0,31}\.[a-z0-9][a-z0-9_-]{0,19})?$/

/** Forms of identifiers that streaming audiences of TikTok take, by the names that exports have. */
export const STREAMING_ID_TYPES = ['EMAIL_SHA256', 'PHONE_SHA256', 'IDFA_SHA256', 'GAID_SHA256', 'IDFA_MD5', 'GAID_MD5'] as const

const Common = {
  name: z.string().min(1).max(200),
  segment: z.string().min(1).max(128).describe('Whose members are kept there.'),
  paused: z.boolean().default(false).describe('Nothing is sent, removals included, until it is resumed.'),
}

/** `distinct`: no entry twice. */
const isDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length

const TiktokStreaming = z.strictObject({
  kind: z.literal('tiktok_streaming'),
  ...Common,
  advertiser_ids: z
    .array(z.string().regex(/^\d{1,20}$/, 'expected the digits of an advertiser id'))
    .min(1)
    .max(10)
    .refine(isDistinct, 'has an id twice')
    .describe('Each has an audience of its own with the same people; all belong to one business.'),
  audience_name: z.string().min(1).max(70).exactOptional().describe('At TikTok; the name unless told.'),
  id_types: z.array(z.enum(STREAMING_ID_TYPES)).min(1).refine(isDistinct, 'has a type twice').default(['EMAIL_SHA256']),
  token: TokenReference.describe('Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`.'),
  rows_max: z.int().min(1).max(10_000).default(1_000).describe('Users of one request.'),
  requests_per_second: z.number().min(0.01).max(100).default(5),
})

const TiktokFile = z.strictObject({
  kind: z.literal('tiktok_file'),
  ...Common,
  advertiser_id: z.string().regex(/^\d{1,20}$/, 'expected the digits of an advertiser id'),
  audience_name: z
    .string()
    .min(1)
    .max(100)
    .exactOptional()
    .describe('At TikTok, where a mark of this destination follows; the name unless told.'),
  id_type: z.enum(STREAMING_ID_TYPES).default('EMAIL_SHA256').describe('Files of an audience have one type.'),
  token: TokenReference.describe('Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`.'),
  rows_max: z.int().min(1).max(500_000).default(10_000).describe('Identifiers of one file.'),
  requests_per_second: z.number().min(0.01).max(100).default(2),
})

const WebhookDestination = z.strictObject({
  kind: z.literal('webhook'),
  ...Common,
  ...WebhookTarget.shape,
  requests_per_second: z.number().min(0.01).max(1_000).default(50),
})

const FilesInput = z.strictObject({
  kind: z.literal('files'),
  ...Common,
  format: z.enum(['csv', 'ndjson']).default('csv'),
  id_types: z
    .array(z.enum(STREAMING_ID_TYPES))
    .refine(isDistinct, 'has a type twice')
    .default([])
    .describe('Of people with one of these; without types a list of persons.'),
  every_minutes: z
    .int()
    .min(1)
    .max(10_080)
    .exactOptional()
    .describe('How often it is written anew; without it when it is made or changed, and when a sync asks.'),
})

/** What `PUT /v1/destinations/{id}` takes. */
export const DestinationInput = z.discriminatedUnion('kind', [TiktokStreaming, TiktokFile, WebhookDestination, FilesInput])
export type DestinationInput = z.infer<typeof DestinationInput>

const Stored = {
  /** Tells a destination from one of the same id that was deleted before, Unix ms. */
  created_at: z.int(),
  /** The newest full look at everybody that was asked for, Unix ms. */
  sync: z.object({ at: z.int(), force: z.boolean() }).exactOptional(),
  /** What is there is being removed; the record goes with it. */
  deleting: z.literal(true).exactOptional(),
}

/** As it is stored. Unknown fields of a newer version mean nothing here. */
export const StoredDestination = z.discriminatedUnion('kind', [
  z.object({ ...TiktokStreaming.shape, ...Stored }),
  z.object({ ...TiktokFile.shape, ...Stored }),
  z.object({ ...WebhookDestination.shape, ...Stored }),
  z.object({ ...FilesInput.shape, ...Stored }),
])
type Unnamed = z.infer<typeof StoredDestination>
/** A destination of the control plane with its id. */
export type StoredDestination = Unnamed & { id: string }

/** One whose people are told of one by one, or in batches, as they change. */
export type SentDestination = Exclude<StoredDestination, { kind: 'files' }>
/** One that is written whole. */
export type FilesDestination = Extract<StoredDestination, { kind: 'files' }>

/**
 * The audiences that were made for a destination, by advertiser id. `created_at`: of the
 * destination.
 */
export const DestinationAudiences = z.object({ created_at: z.int(), audiences: z.record(z.string(), z.string()) })
export type DestinationAudiences = z.infer<typeof DestinationAudiences>
