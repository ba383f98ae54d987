import { z } from 'zod'

/**
 * How reports are fetched from a platform, and how far that is. The platform is TikTok: others have
 * their reports imported as files.
 */

/** How often. A day's last fetch comes after the platform's own correction at 12:00 UTC. */
export const PULL_EVERY = ['1h', '2h', '3h', '4h', '6h', '8h', '12h', '24h'] as const
type PullEvery = (typeof PULL_EVERY)[number]

/**
 * Splits of an audience that the platform reports, by our names. Only age and gender go together.
 */
const Breakdown = z
  .array(z.enum(['age', 'gender', 'country', 'placement', 'platform', 'language']))
  .min(1)
  .max(2)
  .refine(
    (split) => split.length === 1 || (split.includes('age') && split.includes('gender')),
    'only "age" and "gender" can be asked for together',
  )

/** One report that is fetched: rows of a level, by day or by hour, whole or split. */
const PulledReport = z.strictObject({
  level: z.enum(['account', 'campaign', 'adgroup', 'ad']),
  by: z.enum(['day', 'hour']).default('day'),
  breakdown: Breakdown.exactOptional(),
})
export type PulledReport = z.infer<typeof PulledReport>

/**
 * Where the token is: the name of a variable or the path of a file, read by the process that
 * fetches. The token itself is stored nowhere.
 */
export const TokenReference = z.union(
  [
    z.strictObject({ env: z.string().regex(/^TIKTOK_[A-Z0-9_]{1,100}$/, 'expected a variable whose name begins with TIKTOK_') }),
    z.strictObject({
      file: z
        .string()
        .max(1000)
        .regex(/^\/[^\0]+$/, 'expected an absolute path'),
    }),
  ],
  'expected { "env": "TIKTOK_..." } or { "file": "/path" }; the token itself is never stored',
)
export type TokenReference = z.infer<typeof TokenReference>

/** The part `pull` of a delivery source. */
export const DeliveryPullInput = z.strictObject({
  advertiser_id: z
    .string()
    .regex(/^\d{1,20}$/, 'expected the digits of an advertiser id, as text')
    .describe('The ad account. One source is one account.'),
  token: TokenReference.describe('Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`.'),
  every: z.enum(PULL_EVERY).default('6h').describe('How often, counted from 12:30 UTC.'),
  look_back_days: z
    .int()
    .min(1)
    .max(90)
    .default(28)
    .describe('Days before today that are fetched again: conversions are attributed for up to 28 days.'),
  reports: z
    .array(PulledReport)
    .min(1)
    .max(8)
    .default([{ level: 'ad', by: 'day' }]),
})
export type DeliveryPullInput = z.infer<typeof DeliveryPullInput>

/** Why a fetch failed: what has to be done is in the message. */
export const PULL_FAULTS = ['token', 'refused', 'unavailable', 'unreadable', 'here'] as const
export type PullFault = (typeof PULL_FAULTS)[number]

/**
 * The record `delivery-pull:<source>`: the fetch that is under way, or the last one. Times in Unix
 * ms.
 */
export const DeliveryPull = z.object({
  /** Random, of the process that fetches. */
  owner: z.string(),
  /** What was asked for, see pullSettings: a source that changes is fetched anew. */
  settings: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  started_at: z.int(),
  /** When the fetch was last known to go on, or ended. */
  seen_at: z.int(),
  /** Fetches that failed in a row. */
  failures: z.int(),
  retry_at: z.int().exactOptional(),
  error: z.object({ code: z.enum(PULL_FAULTS), message: z.string() }).exactOptional(),
  rows: z.int(),
  rejected: z.int(),
  /** The newest fetch that succeeded. */
  last: z.object({ ended_at: z.int(), rows: z.int(), rejected: z.int(), from: z.string(), to: z.string() }).exactOptional(),
})
export type DeliveryPull = z.infer<typeof DeliveryPull>

const HOUR_MS = 3_600_000
/** From 12:30 UTC on: the platform corrects the day before at 12:00. */
const OFFSET_MS = 12.5 * HOUR_MS
/** A fetch that has not been heard of for so long has lost its process. */
export const PULL_STALE_MS = 10 * 60_000

/** The next turn of a schedule that is later than `after`, Unix ms. */
export function turnAfter(every: PullEvery, after: number): number {
  const step = Number(every.slice(0, -1)) * HOUR_MS
  return (Math.floor((after - OFFSET_MS) / step) + 1) * step + OFFSET_MS
}

/**
 * When a source is to be fetched next, Unix ms; 0 when it never was, or is asked for otherwise now.
 * @param settings what is asked for now, see pullSettings.
 */
export function nextPull(every: PullEvery, settings: string, known: DeliveryPull | undefined): number {
  if (!known) return 0
  if (known.state === 'running') return known.seen_at + PULL_STALE_MS
  if (known.settings !== settings) return 0
  return known.retry_at ?? turnAfter(every, known.started_at)
}
