import { storedBodyText, BY_BASIS, clickhouseTime, consentCode, factVersion, identifierDigest, isAmount } from '@weir/contracts'
import type { AliasRow, FactRow, Identifier, PersonEvent } from '@weir/contracts'
import type { Absorbed, Change, Person } from '@weir/segmentation'

/** Where an output comes from: the identity of its row. */
export interface RowIdentity {
  part: number
  off: number
  n: number
}

/**
 * An event with what was true of the person immediately before it, as a line for the warehouse: a
 * `FactRow` as JSON, whose body, which is most of it, stands as it came.
 * @param recounts how often their history was counted anew.
 */
export function factLine(
  event: PersonEvent,
  ordinal: number,
  segments: readonly number[],
  { part, off, n }: RowIdentity,
  recounts = 0,
): string {
  const columns = JSON.stringify(columnsOf(event, ordinal, segments)).slice(0, -1)
  const version = factVersion(event.rev, off, recounts)
  return `${columns},"body":${storedBodyText(event.hit.body)},"part":${part},"off":${off},"n":${n},"version":${version}}`
}

/** The row that {@link factLine} writes. */
export function toFact(
  event: PersonEvent,
  ordinal: number,
  segments: readonly number[],
  row: RowIdentity,
  recounts = 0,
): FactRow {
  const version = factVersion(event.rev, row.off, recounts)
  return { ...columnsOf(event, ordinal, segments), body: event.hit.body, ...row, version }
}

function columnsOf(
  event: PersonEvent,
  ordinal: number,
  segments: readonly number[],
): Omit<FactRow, 'body' | 'version' | keyof RowIdentity> {
  const { hit } = event
  const { properties, ad, video, experiment } = hit.body
  const clicks = clickIds(hit.ids)
  return {
    event_time: clickhouseTime(hit.event_time),
    received_at: clickhouseTime(hit.received_at),
    source: hit.source,
    channel: hit.channel,
    name: hit.name,
    event_id: hit.event_id,
    eid: event.eid,
    person: event.person,
    ordinal,
    segments,
    value: number(properties?.['value']),
    currency: text(properties?.['currency']),
    campaign_id: text(ad?.['campaign_id']),
    adgroup_id: text(ad?.['adgroup_id']),
    ad_id: text(ad?.['ad_id']),
    creative_id: text(ad?.['creative_id']),
    placement: text(ad?.['placement']),
    cost: number(ad?.['cost']),
    cost_currency: text(ad?.['currency']),
    video_id: text(video?.['video_id']),
    duration_ms: number(video?.['duration_ms']),
    watched_ms: number(video?.['watched_ms']),
    experiment_id: text(experiment?.['id']),
    arm: text(experiment?.['arm']),
    consent_storage: consentCode(hit.consent.storage),
    consent_profiling: consentCode(hit.consent.profiling),
    consent_personalised_ads: consentCode(hit.consent.personalised_ads),
    consent_measurement: consentCode(hit.consent.measurement),
    consent_modelling: consentCode(hit.consent.modelling),
    consent_by: hit.statement?.by ?? BY_BASIS,
    ...(hit.bot === undefined ? undefined : { bot: hit.bot }),
    ...(clicks.length === 0 ? undefined : { click_ids: clicks }),
  }
}

const NONE: readonly string[] = []

function clickIds(ids: readonly Identifier[]): readonly string[] {
  return ids.some(({ type }) => type === 'ttclid') ? ids.filter(({ type }) => type === 'ttclid').map(identifierDigest) : NONE
}

/**
 * A membership change as a line for the warehouse: a `MembershipRow` as JSON. A definition can
 * change millions of memberships, so it is put together by hand. `recordedAt`: log time, Unix ms.
 */
export function membershipLine(
  { at, member, reason, cause, segment: { number: segmentNumber } }: Change,
  person: { id: string; ordinal: number },
  segment: { id: string; version: number },
  recordedAt: number,
  { part, off, n }: RowIdentity,
): string {
  return `{"at":"${clickhouseTime(at)}","recorded_at":"${clickhouseTime(recordedAt)}","person":"${person.id}","ordinal":${person.ordinal},"segment":${JSON.stringify(segment.id)},"segment_number":${segmentNumber},"version":${segment.version},"op":"${member ? 'entered' : 'left'}","reason":"${reason}","cause":"${cause}","part":${part},"off":${off},"n":${n}}`
}

/** That one person is another from now on, as a line for the warehouse. */
export function aliasLine(
  absorbed: Absorbed,
  into: Person,
  { cause, now }: { cause: string; now: number },
  identity: RowIdentity,
): string {
  const row: AliasRow = {
    person: absorbed.id,
    ordinal: absorbed.ordinal,
    into: into.id,
    into_ordinal: into.ordinal,
    version: into.absorbed.length,
    at: clickhouseTime(now),
    cause,
    ...identity,
  }
  return JSON.stringify(row)
}

/**
 * The edge leaves out what is no amount; records of before may have some, which no column could
 * hold.
 */
function number(value: unknown): number | null {
  return typeof value === 'number' && isAmount(value) ? value : null
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
