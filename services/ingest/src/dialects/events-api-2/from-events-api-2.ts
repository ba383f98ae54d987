import { fieldOf } from '@weir/contracts'
import { z } from 'zod'
import { candidate, unread } from '../../parse/candidate.ts'
import type { Candidate } from '../../parse/candidate.ts'
import { Consent, saidAboutConsent } from '../../parse/consent-said.ts'
import { checkCount, readEnvelope } from '../../parse/envelope.ts'
import { EventId, EventName, Flag, IdText, SourceCode, Time } from '../../parse/fields.ts'
import type { ParsedEvent } from '../../parse/parsed-event.ts'
import { eachOf } from '../../parse/parse-batch.ts'
import type { ParsedBatch, ParseContext } from '../../parse/parse-batch.ts'
import { ourNames, Page, Properties, TikTokAd, User, withClickId } from '../../parse/sections.ts'

/** Events API 2.0: `POST /open_api/v1.3/event/track/` (portal 1771101303285761). */
const Envelope = z.looseObject({
  event_source: z.enum(['web', 'app', 'offline', 'crm'], 'Must be one of: web, app, offline, crm.'),
  event_source_id: SourceCode,
  data: z.array(z.unknown(), 'Not a valid list.'),
  test_event_code: IdText,
  sent_at: Time,
  limited_data_use: Flag,
  consent: Consent,
})

export const EventsApi2Event = z.looseObject({
  event: EventName,
  event_id: EventId,
  event_time: Time,
  user: User,
  properties: Properties,
  page: Page,
  ad: TikTokAd,
  limited_data_use: Flag,
  consent: Consent,
})

/** @throws WeirError when the envelope is faulty. */
export async function fromEventsApi2({ whole, items }: ParsedBatch, { limits, pace }: ParseContext): Promise<Candidate[]> {
  const { event_source_id: source, ...sender } = readEnvelope(whole, Envelope, 'data', limits)
  const events = items ?? []
  checkCount(events.length, 'data', limits)
  return eachOf(events, pace, (item, i) => {
    if ('unfit' in item) return unread(`data.${i}`, source, item.unfit)
    return candidate({ raw: item.raw, at: `data.${i}`, source, around: sender }, limits, EventsApi2Event, (event) =>
      translate(source, sender, event),
    )
  })
}

type Sender = Pick<z.output<typeof Envelope>, 'test_event_code' | 'sent_at' | 'limited_data_use' | 'consent'>

function translate(source: string, sender: Sender, event: z.output<typeof EventsApi2Event>): ParsedEvent {
  return {
    source,
    sentAt: sender.sent_at,
    testCode: sender.test_event_code,
    channel: 'server',
    name: event.event,
    eventId: event.event_id,
    time: event.event_time,
    timeField: 'event_time',
    user: withClickId(event.user, event.ad?.callback),
    properties: event.properties,
    page: event.page,
    ad: event.ad && ourNames(event.ad),
    stated: {
      country: event.user?.['country'],
      device: fieldOf(event['device'], 'platform'),
      at: { country: 'user.country', device: 'device.platform' },
    },
    consent: saidAboutConsent([event.consent, sender.consent], [event.limited_data_use, sender.limited_data_use]),
  }
}
