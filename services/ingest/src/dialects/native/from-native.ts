import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import { candidate, unread } from '../../parse/candidate.ts'
import type { Candidate } from '../../parse/candidate.ts'
import { Consent, saidAboutConsent } from '../../parse/consent-said.ts'
import { checkCount } from '../../parse/envelope.ts'
import { Amount, EventId, EventName, Flag, IdText, section, SourceCode, ThingId, Time } from '../../parse/fields.ts'
import { parseBodyJson } from '../../parse/json.ts'
import type { IngestLimits } from '../../parse/limits.ts'
import type { ParsedEvent } from '../../parse/parsed-event.ts'
import type { Pace } from '../../parse/pace.ts'
import { eachOf, parseBatch } from '../../parse/parse-batch.ts'
import type { ParseContext } from '../../parse/parse-batch.ts'
import { unknownFields } from '../../parse/unknown-fields.ts'
import { Ad, Page, Properties, User, withClickId } from '../../parse/sections.ts'

/** Our own form: `POST /v1/events`. Fields we do not know are ignored and not stored. */
export const NativeEvent = z.looseObject({
  event: EventName,
  event_id: EventId,
  message_id: EventId,
  event_time: Time,
  sent_at: Time,
  test_event_code: IdText,
  source: SourceCode,
  user: User,
  properties: Properties,
  page: Page,
  ad: Ad,
  video: section(z.looseObject({ video_id: ThingId, duration_ms: Amount, watched_ms: Amount })),
  experiment: section(z.looseObject({ id: ThingId, arm: ThingId })),
  traits: section(z.looseObject({})),
  consent: Consent,
  limited_data_use: Flag,
})

/**
 * One event or an array of them.
 * @throws WeirError when it is no JSON, or holds too many or no events.
 */
export async function fromNative(text: string, { limits, pace }: ParseContext): Promise<Candidate[]> {
  const { whole, items } = await parseBatch(text, undefined, limits, pace)
  if (!items) return [read(whole, limits)]
  checkCount(items.length, '', limits)
  return eachOf(items, pace, (item) => ('raw' in item ? read(item.raw, limits) : unread('', '', item.unfit)))
}

/**
 * One event per line; a line that is no JSON is a fault of that line only.
 * @throws WeirError for too many or no lines.
 */
export async function fromNativeLines(text: string, { limits, pace }: ParseContext): Promise<Candidate[]> {
  const lines = await linesOf(text, limits.eventsMax + 1, pace)
  checkCount(lines.length, '', limits)
  return eachOf(lines, pace, (line) => {
    try {
      return read(parseBodyJson(line), limits)
    } catch (error) {
      if (!(error instanceof WeirError)) throw error
      return unread('', '', error)
    }
  })
}

function read(raw: unknown, limits: IngestLimits): Candidate {
  return candidate({ raw, at: '', source: sourceOf(raw) }, limits, NativeEvent, translate, unknownFields)
}

function sourceOf(raw: unknown): string {
  const source: unknown = typeof raw === 'object' && raw !== null && 'source' in raw ? raw.source : ''
  return typeof source === 'string' ? source : ''
}

/** Where an event of ours states one of these fields: what a user is said to have goes first. */
function placeOf(event: z.output<typeof NativeEvent>, field: 'country' | 'device'): string {
  return (event.user?.[field] ?? undefined) === undefined ? `traits.${field}` : `user.${field}`
}

function translate(event: z.output<typeof NativeEvent>): ParsedEvent {
  return {
    source: event.source,
    channel: 'server',
    name: event.event,
    eventId: event.event_id,
    messageId: event.message_id,
    time: event.event_time,
    timeField: 'event_time',
    sentAt: event.sent_at,
    testCode: event.test_event_code,
    user: withClickId(event.user, event.ad?.callback),
    properties: event.properties,
    page: event.page,
    ad: event.ad && { ...event.ad, callback: undefined },
    video: event.video,
    experiment: event.experiment,
    traits: event.traits,
    stated: {
      country: event.user?.['country'] ?? event.traits?.['country'],
      device: event.user?.['device'] ?? event.traits?.['device'],
      at: { country: placeOf(event, 'country'), device: placeOf(event, 'device') },
    },
    consent: saidAboutConsent([event.consent], [event.limited_data_use]),
  }
}

/**
 * The lines that are not blank, at most `max` of them: a body of millions of line ends costs no
 * memory.
 */
async function linesOf(text: string, max: number, pace: Pace): Promise<string[]> {
  const lines: string[] = []
  const notBlank = /\S[^\n]*/g
  for (let found = notBlank.exec(text); found && lines.length < max; found = notBlank.exec(text)) {
    lines.push(found[0].trimEnd())
    const turn = pace()
    if (turn) await turn
  }
  return lines
}
