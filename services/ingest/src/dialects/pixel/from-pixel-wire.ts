import { fieldOf, WeirError } from '@weir/contracts'
import { z } from 'zod'
import { candidate } from '../../parse/candidate.ts'
import type { Candidate } from '../../parse/candidate.ts'
import { PixelConsent, PixelLimitedDataUse, saidAboutConsent } from '../../parse/consent-said.ts'
import { readEnvelope } from '../../parse/envelope.ts'
import { EventId, EventName, IdText, Text, Time } from '../../parse/fields.ts'
import type { IngestLimits } from '../../parse/limits.ts'
import type { ParsedEvent } from '../../parse/parsed-event.ts'
import { Page, PixelProperties, User, withClickId } from '../../parse/sections.ts'

/**
 * What the browser pixel posts (`/api/v2/pixel`, `/api/v2/pixel/act`), as captured from its
 * library.
 */
export const PixelEvent = z.looseObject({
  event: EventName,
  event_id: EventId,
  message_id: EventId,
  timestamp: Time,
  sent_at: Time,
  test_event_code: IdText,
  context: z.looseObject({
    user: User,
    page: Page,
    userAgent: Text,
    limited_data_use: PixelLimitedDataUse,
    consent: PixelConsent,
    test_event_code: IdText,
  }),
  properties: PixelProperties,
  limited_data_use: PixelLimitedDataUse,
  consent: PixelConsent,
})

const Codes = z.looseObject({
  event: z.unknown().optional(),
  context: z.looseObject({ pixel: z.looseObject({ code: IdText, codes: IdText }) }, 'Missing data for required field.'),
})

const CONSENT_IN = ['context.consent']

/** Hits of the pixel's own housekeeping, which are answered and forgotten. */
const INTERNAL: ReadonlySet<unknown> = new Set(['EnrichAM'])

/**
 * Which pixels a hit is for: `context.pixel.code`, or several in `codes` joined with `|`.
 * @returns an empty list for housekeeping. @throws WeirError when the body is faulty or names no
 *   pixel.
 */
export function pixelCodes(body: unknown, limits: IngestLimits): string[] {
  const { event, context } = readEnvelope(body, Codes, 'properties', limits)
  if (INTERNAL.has(event)) return []
  const codes = new Set(`${context.pixel.code ?? ''}|${context.pixel.codes ?? ''}`.split('|').filter((code) => code !== ''))
  if (codes.size > 0) return [...codes]
  const faults = [{ path: 'context.pixel.code', message: 'Missing data for required field.' }]
  throw new WeirError('invalid_field', 'the hit names no pixel', { faults })
}

/**
 * One candidate per pixel.
 * @param userAgent of the request, when the hit does not say. @param asked what the request's query
 *   says of consent.
 */
export function fromPixelWire(
  body: unknown,
  codes: readonly string[],
  userAgent: string | undefined,
  asked: Readonly<Record<string, unknown>>,
  limits: IngestLimits,
): Candidate[] {
  const first = candidate({ raw: body, at: '', source: '', consentIn: CONSENT_IN }, limits, PixelEvent, (event) =>
    translate(event, userAgent, asked),
  )
  const refusal = () => refusalIn(body, asked, limits)
  return codes.map((source) =>
    first.event ? { ...first, source, refusal, event: { ...first.event, source } } : { ...first, source, refusal },
  )
}

/**
 * What a hit says of whose consent, apart from everything else in it. It counts from its receipt:
 * the hit's time may be what is wrong with it.
 * @returns undefined when even that cannot be read.
 */
function refusalIn(body: unknown, asked: Readonly<Record<string, unknown>>, limits: IngestLimits): ParsedEvent | undefined {
  const { context, consent, limited_data_use }: Record<string, unknown> = Object(body)
  const { user, consent: around, limited_data_use: limited }: Record<string, unknown> = Object(context)
  const raw = { event: 'Consent', context: { user, consent: around, limited_data_use: limited }, consent, limited_data_use }
  return candidate({ raw, at: '', source: '', consentIn: CONSENT_IN, around: body }, limits, PixelEvent, (event) =>
    translate(event, undefined, asked),
  ).event
}

function translate(
  event: z.output<typeof PixelEvent>,
  userAgent: string | undefined,
  asked: Readonly<Record<string, unknown>>,
): ParsedEvent {
  const { context } = event
  const user = withClickId(context.user, clickIdOf(context.page?.url))
  return {
    source: '',
    channel: 'pixel',
    name: event.event,
    eventId: event.event_id,
    messageId: event.message_id,
    time: event.timestamp,
    timeField: 'timestamp',
    sentAt: event.sent_at,
    testCode: event.test_event_code ?? context.test_event_code,
    user: { ...user, user_agent: context.userAgent ?? userAgent },
    properties: event.properties,
    page: context.page,
    stated: {
      country: context.user?.['country'],
      device: fieldOf(context['device'], 'platform'),
      at: { country: 'context.user.country', device: 'context.device.platform' },
    },
    consent: saidAboutConsent([event.consent, context.consent, asked], [event.limited_data_use, context.limited_data_use]),
  }
}

/** The pixel has no field for the click id: it is in the URL of the landing page. */
function clickIdOf(url: string | undefined): string | undefined {
  const found = url === undefined ? null : /[?&]ttclid=([^&#]+)/.exec(url)
  if (!found?.[1]) return undefined
  try {
    return decodeURIComponent(found[1])
  } catch {
    // Not escaped as a URL is: taken as it stands.
    return found[1]
  }
}
