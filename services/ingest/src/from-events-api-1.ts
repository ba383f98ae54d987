import { z } from 'zod'
import { candidate, unread } from './candidate.ts'
import type { Candidate } from './candidate.ts'
import { checkCount, readEnvelope } from './envelope.ts'
import { EventId, EventName, Flag, IdText, section, SourceCode, Text, Time } from './fields.ts'
import type { LooseEvent } from './loose-event.ts'
import { eachOf } from './parse-batch.ts'
import type { ParsedBatch, Reading } from './parse-batch.ts'
import { Consent, Page, Properties, saidAboutConsent, User, withClickId } from './sections.ts'

/** Events API 1.0: `pixel/track/` and `pixel/batch/`, still posted by many sites. Times are ISO, the click id is `context.ad.callback`. */
const Context = section(
  z.looseObject({ ad: section(z.object({ callback: IdText })), page: Page, user: User, user_agent: Text, locale: Text }),
)

const Event = z.looseObject({
  event: EventName,
  event_id: EventId,
  timestamp: Time,
  context: Context,
  properties: Properties,
  limited_data_use: Flag,
  consent: Consent,
})
const Single = z.looseObject({ pixel_code: SourceCode })
const Batch = z.looseObject({ pixel_code: SourceCode, batch: z.array(z.unknown(), 'Not a valid list.') })

/** `pixel/track`: the body is the event. @throws WeirError when the body is no object or has no pixel code. */
export function fromPixelTrack({ whole }: ParsedBatch, { limits }: Reading): Candidate[] {
  const { pixel_code: source } = readEnvelope(whole, Single, 'properties', limits)
  return [candidate({ raw: whole, at: '', source }, limits, Event, (event) => translate(source, event))]
}

/** `pixel/batch`. The platform takes 50 events, we take as many as everywhere. @throws WeirError when the envelope is faulty. */
export async function fromPixelBatch({ whole, items }: ParsedBatch, { limits, pace }: Reading): Promise<Candidate[]> {
  const { pixel_code: source } = readEnvelope(whole, Batch, 'batch', limits)
  const events = items ?? []
  checkCount(events.length, 'batch', limits)
  return eachOf(events, pace, (item, i) => {
    if ('unfit' in item) return unread(`batch.${i}`, source, item.unfit)
    return candidate({ raw: item.raw, at: `batch.${i}`, source }, limits, Event, (event) => translate(source, event))
  })
}

function translate(source: string, event: z.output<typeof Event>): LooseEvent {
  const { context } = event
  const user = withClickId(context?.user, context?.ad?.callback)
  return {
    source,
    channel: 'server',
    name: event.event,
    eventId: event.event_id,
    time: event.timestamp,
    timeField: 'timestamp',
    user: { ...user, user_agent: context?.user_agent ?? user['user_agent'], locale: context?.locale ?? user['locale'] },
    properties: event.properties,
    page: context?.page,
    consent: saidAboutConsent(event.consent, event.limited_data_use),
  }
}
