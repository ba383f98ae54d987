import type { Contacts } from './contacts.ts'

/**
 * The wire form of the pixel, as ingest's dialect `pixel` reads it; `sent_at` is added when it
 * leaves.
 */
export interface WireHit {
  event: string
  event_id: string
  /** Begins with the time, so that these sort by it. */
  message_id: string
  timestamp: string
  test_event_code: unknown
  context: {
    pixel: { codes: string }
    user: Contacts
    page: { url: unknown; referrer: unknown }
    consent?: object
    limited_data_use: true | undefined
  }
  properties: unknown
}

/** One call of `ttq.track` or `ttq.page`. */
export interface PixelCall {
  hit: WireHit
  codes: readonly string[]
  /** The third argument of track. */
  options: Readonly<Record<string, unknown>>
}
