import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import { candidate } from './candidate.ts'
import type { Candidate } from './candidate.ts'
import { checkCount } from './envelope.ts'
import { fault } from './fault.ts'
import { Amount, EventId, EventName, Flag, IdText, section, SourceCode, Time } from './fields.ts'
import { parseJson } from './json.ts'
import type { IngestLimits } from './limits.ts'
import type { LooseEvent } from './loose-event.ts'
import { unknownFields } from './unknown-fields.ts'
import { Ad, Consent, Page, Properties, saidAboutConsent, User, withClickId } from './sections.ts'

/** Our own form: `POST /v1/events`. Fields we do not know are ignored and not stored. */
const Event = z.looseObject({
  event: EventName,
  event_id: EventId,
  message_id: EventId,
  event_time: Time,
  source: SourceCode,
  user: User,
  properties: Properties,
  page: Page,
  ad: Ad,
  video: section(z.looseObject({ video_id: IdText, duration_ms: Amount, watched_ms: Amount })),
  experiment: section(z.looseObject({ id: IdText, arm: IdText })),
  traits: section(z.looseObject({})),
  consent: Consent,
  limited_data_use: Flag,
})

/** One event or an array of them. @throws WeirError when it is no JSON, or holds too many or no events. */
export function fromNative(text: string, limits: IngestLimits): Candidate[] {
  const body = parseJson(text)
  const events = Array.isArray(body) ? body : [body]
  checkCount(events.length, '', limits)
  return events.map((raw) => read(raw, limits))
}

/** One event per line; a line that is no JSON is a fault of that line only. @throws WeirError for too many or no lines. */
export function fromNativeLines(text: string, limits: IngestLimits): Candidate[] {
  const lines = linesOf(text, limits.eventsMax + 1)
  checkCount(lines.length, '', limits)
  return lines.map((line) => {
    try {
      return read(parseJson(line), limits)
    } catch (error) {
      if (!(error instanceof WeirError)) throw error
      return { raw: undefined, at: '', source: '', faults: [fault(error.code, '', error.message)] }
    }
  })
}

function read(raw: unknown, limits: IngestLimits): Candidate {
  return candidate({ raw, at: '', source: sourceOf(raw) }, limits, Event, translate, unknownFields)
}

function sourceOf(raw: unknown): string {
  const source: unknown = typeof raw === 'object' && raw !== null && 'source' in raw ? raw.source : ''
  return typeof source === 'string' ? source : ''
}

function translate(event: z.output<typeof Event>): LooseEvent {
  return {
    source: event.source,
    channel: 'server',
    name: event.event,
    eventId: event.event_id,
    messageId: event.message_id,
    time: event.event_time,
    timeField: 'event_time',
    user: withClickId(event.user, event.ad?.callback),
    properties: event.properties,
    page: event.page,
    ad: event.ad && { ...event.ad, callback: undefined },
    video: event.video,
    experiment: event.experiment,
    traits: event.traits,
    consent: saidAboutConsent(event.consent, event.limited_data_use),
  }
}

/** The lines that are not blank, at most `max` of them: a body of millions of line ends costs no memory. */
function linesOf(text: string, max: number): string[] {
  const lines: string[] = []
  for (let from = 0; from < text.length && lines.length < max;) {
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end === -1 ? text.length : end).trim()
    if (line !== '') lines.push(line)
    from = end === -1 ? text.length : end + 1
  }
  return lines
}
