import { canonicalName, FUTURE_MS_MAX, identifierDigest, INSTANT_MS_MAX, INSTANT_MS_MIN, RESERVED_TRAIT } from '@weir/contracts'
import type { EventBody, Hit, HitConsent, Source } from '@weir/contracts'
import { decideConsent, denialsOf, withoutPerson } from '@weir/consent'
import { identifiersOf, scrub, vouchedIds } from '@weir/identity'
import type { VouchedIds } from '@weir/identity'
import type { Clock } from '@weir/runtime'
import { eventIdOf } from '../parse/event-id.ts'
import { fault } from '../parse/fault.ts'
import type { Fault } from '../parse/fault.ts'
import type { ParsedEvent, Section } from '../parse/parsed-event.ts'
import { statedTraits } from '../parse/stated.ts'
import type { BotWatch } from './bots.ts'
import { statementOf } from './statement.ts'

export interface HitMaker {
  bots: BotWatch
  clock: Clock
  /** Older events are refused, ms. */
  retentionMs: number
  /** An id for an event that has none. */
  newId: () => string
}

/**
 * The hit that is stored: times checked, name canonical, identifiers hashed, consent decided,
 * personal data gone. Moves the clock (the event clock follows the events it receives), so events
 * are given in the order of the request.
 * @returns a fault when the event lies too far in the future or past, or sets a trait that only we
 *   may set.
 */
export function toHit(event: ParsedEvent, source: Source, at: string, maker: HitMaker): Hit | Fault {
  const reserved = Object.keys(event.traits ?? {}).find((key) => key.startsWith(RESERVED_TRAIT))
  if (reserved !== undefined) {
    const place = [at, 'traits', reserved].filter((part) => part !== '').join('.')
    return fault('forbidden_key', place, `Traits that begin with "${RESERVED_TRAIT}" cannot be set from outside.`)
  }
  const path = at === '' ? event.timeField : `${at}.${event.timeField}`
  // Before it can move a clock that follows events.
  const never = event.time === undefined ? undefined : faultOfInstant(event.time, path)
  if (never) return never
  const received_at = maker.clock.receive(event.time ?? maker.clock.now())
  const event_time = occurredAt(event, received_at)
  if (event_time > received_at + FUTURE_MS_MAX)
    return fault(
      'event_in_future',
      path,
      'The event lies more than 5 minutes in the future: the sender’s clock is fast. Say in "sent_at" when the request was sent.',
    )
  if (event_time < received_at - maker.retentionMs) {
    return fault(
      'event_too_old',
      path,
      `The event is older than the retention of ${Math.floor(maker.retentionMs / 86_400_000)} days.`,
    )
  }
  // A pixel code is public, so a stranger could grant in a person's name.
  const keyless = event.channel === 'pixel' && source.pixel_may_grant !== true
  const { consent, by } = decideConsent({ ...event.consent, keyless, basis: source.consent_basis })
  const statement = statementOf(event.consent, by)
  const address = event.address ?? event.user['ip']
  const isRequest = event.channel === 'pixel'
  const bot = source.bots === 'ignore' ? undefined : maker.bots.labelOf(event.user['user_agent'], address, isRequest)
  const name = canonicalName(event.name)
  const vouched = vouchedIds(source.allowed_placeholders)
  const kept = consent.storage.granted ? storedOf(event, vouched) : unstoredOf(event, consent, vouched)
  return {
    source: source.code,
    channel: event.channel,
    name,
    ...(name === event.name ? undefined : { sent_name: event.name }),
    ...eventIdOf(event, { name, ...kept }, vouched, maker.newId),
    event_time,
    received_at,
    consent,
    ...(statement ? { statement } : undefined),
    ...(bot ? { bot } : undefined),
    ...kept,
  }
}

/** No part of the system could hold such an instant, whatever the retention. */
function faultOfInstant(ms: number, path: string): Fault | undefined {
  if (ms > INSTANT_MS_MAX)
    return fault('event_in_future', path, 'The event lies in the far future: times are Unix seconds, not milliseconds.')
  return ms < INSTANT_MS_MIN ? fault('event_too_old', path, 'The event lies before 1906: no such time can be stored.') : undefined
}

/**
 * When the event happened, Unix ms. A sender whose clock is fast says by how much when it says at
 * which time it sent the request: only what seems to come from the future is set right, so a copy
 * of an event keeps its time.
 */
function occurredAt({ time, sentAt }: ParsedEvent, receivedAt: number): number {
  if (time === undefined) return receivedAt
  const fast = Math.min((sentAt ?? receivedAt) - receivedAt, CLOCK_FAST_MS_MAX)
  return time > receivedAt && fast > 0 ? Math.round(time - fast) : time
}

/** A clock that is further off than this is not believed at all. */
const CLOCK_FAST_MS_MAX = 24 * 3_600_000

function storedOf(event: ParsedEvent, vouched: VouchedIds | undefined): Pick<Hit, 'ids' | 'body'> {
  return { ids: identifiersOf(event.user, vouched), body: bodyOf(event, true) }
}

/** More identifiers than this in one refusal are noise. The strongest come first. */
const ID_DIGESTS_MAX = 32

/**
 * Without consent to storage nothing stays that describes a person. A denial keeps digests of the
 * identifiers it concerns, which create no person.
 */
function unstoredOf(
  event: ParsedEvent,
  consent: HitConsent,
  vouched: VouchedIds | undefined,
): Pick<Hit, 'ids' | 'id_digests' | 'body'> {
  const refuses = denialsOf(consent) !== undefined
  const id_digests = refuses ? identifiersOf(event.user, vouched).slice(0, ID_DIGESTS_MAX).map(identifierDigest) : []
  return { ids: [], ...(id_digests.length > 0 ? { id_digests } : {}), body: withoutPerson(bodyOf(event, false)) }
}

function bodyOf(event: ParsedEvent, isStored: boolean): EventBody {
  const body: EventBody = {}
  put(body, 'properties', event.properties, isStored)
  put(body, 'page', event.page, isStored)
  put(body, 'ad', event.ad, isStored)
  put(body, 'video', event.video, isStored)
  put(body, 'experiment', event.experiment, isStored)
  put(body, 'traits', event.traits)
  const stated = statedTraits(event.stated)
  if (Object.keys(stated).length > 0) body.traits = { ...body.traits, ...stated }
  put(body, 'user', { user_agent: event.user['user_agent'], locale: event.user['locale'] })
  return body
}

function put(body: EventBody, section: keyof EventBody, value: Section | null | undefined, mayStore = true): void {
  if (!value) return
  // Scrubbing changes values, never that this is a section.
  // oxlint-disable-next-line no-unsafe-type-assertion -- scrubbing keeps the form
  const clean = given(scrub(value, section, !mayStore) as Section)
  if (Object.keys(clean).length > 0) body[section] = clean
}

/** Without the fields that hold nothing: the same object when all of them hold something. */
function given(section: Section): Section {
  for (const key of Object.keys(section)) {
    if (section[key] === undefined) return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined))
  }
  return section
}
