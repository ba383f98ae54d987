import type { SaidInPlace } from '@weir/consent'
import type { Channel } from '@weir/contracts'

export type Section = Record<string, unknown>

/**
 * One event as every dialect translates it: our names, the sender's values. Still with personal
 * data in clear, so it lives no longer than the request.
 */
export interface ParsedEvent {
  source: string
  channel: Channel
  /** As sent. */
  name: string
  eventId: string | undefined
  /** The transport's own id of the hit, second choice after the event id. */
  messageId?: string | undefined
  /** Unix ms; undefined when the sender did not set it. */
  time: number | undefined
  /** When the sender says it sent the request, by the same clock as `time`, Unix ms. */
  sentAt?: number | undefined
  /** Sent to try things out: it is checked like any other, and kept apart. */
  testCode?: string | undefined
  /** What the dialect calls the time, for messages. */
  timeField: string
  /** Where the request came from, if that is the visitor. It is looked at, and never kept. */
  address?: string | undefined
  /**
   * Identifier fields, `user_agent`, `locale`; `ip` is looked at, and never kept. Everything else
   * in it is ignored.
   */
  user: Section
  properties?: Section | null | undefined
  page?: Section | null | undefined
  ad?: Section | null | undefined
  video?: Section | null | undefined
  experiment?: Section | null | undefined
  traits?: Section | null | undefined
  /** As sent. */
  stated?: StatedFields | undefined
  consent: SaidAboutConsent
}

/** What the fields say in which the dialect states where its user is, and with which device. */
export interface StatedFields {
  country: unknown
  device: unknown
  /** What the dialect calls the two fields, for messages. */
  at: Readonly<Record<'country' | 'device', string>>
}

/** A string of one of the frameworks of the IAB. `sections`: those of a GPP string that apply. */
export interface ConsentString {
  kind: 'tcf' | 'gpp' | 'us_privacy'
  text: string
  sections?: number[]
}

/** One place of a hit that speaks of consent. */
export interface ConsentPlace extends SaidInPlace {
  /** IAB strings as sent: they are read once the source is known. */
  strings?: ConsentString[]
}

export interface SaidAboutConsent {
  /** Place by place: where two differ, the denial counts. */
  stated: ConsentPlace[]
  /** All of it as sent, place by place: what proves what was said. */
  sent?: unknown[]
  /** The strings that could not be read. */
  unreadable?: { kind: ConsentString['kind']; why: string }[]
  /** Global Privacy Control is on. */
  gpc?: boolean
  limitedDataUse?: boolean
  /**
   * Something is said in a form that is not understood: what nothing else decides must not be
   * assumed to be granted.
   */
  unread?: boolean
  /** Some of that objects by its name. */
  optOut?: boolean
}
