import { z } from 'zod'
import { candidate, unread } from '../../parse/candidate.ts'
import type { Candidate } from '../../parse/candidate.ts'
import { Consent, saidAboutConsent } from '../../parse/consent-said.ts'
import { checkCount, readEnvelope } from '../../parse/envelope.ts'
import { EventId, EventName, Flag, Ids, IdText, section, SourceCode, Text, Time } from '../../parse/fields.ts'
import type { ParsedEvent } from '../../parse/parsed-event.ts'
import { eachOf } from '../../parse/parse-batch.ts'
import type { ParsedBatch, ParseContext } from '../../parse/parse-batch.ts'
import { ourNames, Page, Properties, TikTokAd, User, withClickId } from '../../parse/sections.ts'

/**
 * Events API 1.0: `track/` and `batch/` of pixels, apps and offline event sets, still posted by
 * many sites. Times are ISO, the click id is `context.ad.callback`, device ids are in
 * `context.device`; offline sets name people in the plural (`emails`, `phone_numbers`).
 */
const Context = section(
  z.looseObject({
    ad: TikTokAd,
    page: Page,
    user: User,
    device: section(z.looseObject({ idfa: Ids, gaid: Ids, idfv: Ids })),
    user_agent: Text,
    locale: Text,
    limited_data_use: Flag,
    consent: Consent,
  }),
)

export const EventsApi1Event = z.looseObject({
  event: EventName,
  event_id: EventId,
  timestamp: Time,
  context: Context,
  properties: Properties,
  limited_data_use: Flag,
  consent: Consent,
})
/** What names the source in each form. */
export type SourceField = 'pixel_code' | 'event_set_id' | 'tiktok_app_id'

const request = { test_event_code: IdText, sent_at: Time, limited_data_use: Flag, consent: Consent }
const single = (field: SourceField) => z.looseObject({ ...request, [field]: SourceCode })
const batch = (field: SourceField) =>
  z.looseObject({ ...request, [field]: SourceCode, batch: z.array(z.unknown(), 'Not a valid list.') })
const SINGLE = { pixel_code: single('pixel_code'), event_set_id: single('event_set_id'), tiktok_app_id: single('tiktok_app_id') }
const BATCH = { pixel_code: batch('pixel_code'), event_set_id: batch('event_set_id'), tiktok_app_id: batch('tiktok_app_id') }

const CONSENT_IN = ['context.consent']

/** What the envelope says about every event in it. */
interface Sender {
  source: string
  sentAt: number | undefined
  testCode: string | undefined
}

/** What the envelope says of consent: of a single event, the event's own words. */
type Said = Pick<z.output<typeof EventsApi1Event>, 'limited_data_use' | 'consent'>

/**
 * `track/`: the body is the event.
 * @throws WeirError when the body is no object or names no source.
 */
export function fromTrack({ whole }: ParsedBatch, field: SourceField, { limits }: ParseContext): Candidate[] {
  const envelope = readEnvelope(whole, SINGLE[field], 'properties', limits)
  const sender = senderOf(envelope, field)
  return [
    candidate({ raw: whole, at: '', source: sender.source, consentIn: CONSENT_IN }, limits, EventsApi1Event, (event) =>
      translate(sender, envelope, event),
    ),
  ]
}

/**
 * `batch/`. The platform takes 50 events, we take as many as everywhere.
 * @throws WeirError when the envelope is faulty.
 */
export async function fromBatch(
  { whole, items }: ParsedBatch,
  field: SourceField,
  { limits, pace }: ParseContext,
): Promise<Candidate[]> {
  const envelope = readEnvelope(whole, BATCH[field], 'batch', limits)
  const sender = senderOf(envelope, field)
  const { source } = sender
  const events = items ?? []
  checkCount(events.length, 'batch', limits)
  return eachOf(events, pace, (item, i) => {
    if ('unfit' in item) return unread(`batch.${i}`, source, item.unfit)
    return candidate(
      { raw: item.raw, at: `batch.${i}`, source, consentIn: CONSENT_IN, around: envelope },
      limits,
      EventsApi1Event,
      (event) => translate(sender, envelope, event),
    )
  })
}

function senderOf(envelope: z.output<(typeof SINGLE)[SourceField]>, field: SourceField): Sender {
  return { source: String(envelope[field]), sentAt: envelope.sent_at, testCode: envelope.test_event_code }
}

function translate(sender: Sender, envelope: Said, event: z.output<typeof EventsApi1Event>): ParsedEvent {
  const { context } = event
  const user = { ...context?.device, ...withClickId(context?.user, context?.ad?.callback) }
  return {
    ...sender,
    channel: 'server',
    name: event.event,
    eventId: event.event_id,
    time: event.timestamp,
    timeField: 'timestamp',
    user: {
      ...user,
      user_agent: context?.user_agent ?? user['user_agent'],
      locale: context?.locale ?? user['locale'],
      ip: context?.['ip'] ?? user['ip'],
    },
    properties: event.properties,
    page: context?.page,
    ad: context?.ad && ourNames(context.ad),
    stated: {
      country: context?.user?.['country'],
      device: context?.device?.['platform'],
      at: { country: 'context.user.country', device: 'context.device.platform' },
    },
    consent: saidAboutConsent(
      [event.consent, context?.consent, envelope.consent],
      [event.limited_data_use, context?.limited_data_use, envelope.limited_data_use],
    ),
  }
}
