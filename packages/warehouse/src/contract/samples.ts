import { DELIVERY_COUNTS, recordOf } from '@weir/contracts'
import type { AliasRow, DeliveryRow, FactRow, MembershipRow } from '@weir/contracts'

/** A fact with every column set, `change` applied. */
export function sampleFact(change: Partial<FactRow> = {}): FactRow {
  return {
    event_time: '2024-05-06 07:08:09.123',
    received_at: '2024-05-06 07:08:10.456',
    source: 'PX1',
    channel: 'pixel',
    name: 'Purchase',
    event_id: 'e-1',
    eid: '0123456789abcdef',
    person: '0123456789abcdef0123456789abcdef',
    ordinal: 4_294_967_295,
    segments: [1, 42, 4_294_967_295],
    value: 49.99,
    currency: 'EUR',
    campaign_id: '17',
    adgroup_id: '18',
    ad_id: '19',
    creative_id: '20',
    placement: 'feed',
    cost: 0.012345,
    cost_currency: 'USD',
    video_id: 'v-1',
    duration_ms: 15_000,
    watched_ms: 1_500.5,
    experiment_id: 'x',
    arm: 'b',
    consent_storage: 4,
    consent_profiling: 3,
    consent_personalised_ads: 2,
    consent_measurement: 1,
    consent_modelling: 0,
    consent_by: 'tteb-',
    body: {
      properties: { value: 49.99, contents: [{ content_id: 'a"\\\n\u{1F600}' }] },
      page: { url: 'https://shop.example/?a=1&b=2' },
    },
    part: 3,
    off: 9_007_199_254_740_991,
    n: 7,
    version: 9_007_199_254_740_991,
    ...change,
  }
}

/** A membership change with every column set, `change` applied. */
export function sampleMembership(change: Partial<MembershipRow> = {}): MembershipRow {
  return {
    at: '2024-05-06 07:08:09.123',
    recorded_at: '2024-05-06 07:08:10.000',
    person: 'p',
    ordinal: 5,
    segment: 'buyers',
    segment_number: 4_000_000_000,
    version: 2,
    op: 'entered',
    reason: 'event',
    cause: 'c',
    part: 1,
    off: 2,
    n: 3,
    ...change,
  }
}

/** An alias with every column set, `change` applied. */
export function sampleAlias(change: Partial<AliasRow> = {}): AliasRow {
  return {
    person: '0123456789abcdef0123456789abcdef',
    ordinal: 4_294_967_295,
    into: 'fedcba9876543210fedcba9876543210',
    into_ordinal: 4_294_967_294,
    version: 9_007_199_254_740_991,
    at: '2024-05-06 07:08:09.123',
    cause: '0123456789abcdef',
    part: 3,
    off: 9_007_199_254_740_991,
    n: 7,
    ...change,
  }
}

/** A JSON line as bytes, as it is the value of a record. */
export function jsonLine(row: object): Uint8Array {
  return Buffer.from(JSON.stringify(row))
}

/** A row of delivery with every column set, `change` applied. */
export function sampleDelivery(change: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    source: 'tiktok',
    platform: 'tiktok',
    account_id: '7',
    level: 'ad',
    entity: '9007199254740993',
    grain: 'day',
    starts: '2024-05-06 00:00:00',
    ends: '2024-05-06',
    time_zone: 'Europe/Berlin',
    breakdown: '{"age":"AGE_18_24"}',
    campaign_id: '1',
    campaign_name: 'campaign',
    adgroup_id: '2',
    adgroup_name: 'ad group',
    ad_id: '9007199254740993',
    ad_name: 'ad',
    currency: 'EUR',
    spend: '0.000000000001',
    value: '899999999999.999999',
    ...recordOf(DELIVERY_COUNTS, (_, i) => i + 1),
    imported_at: '2024-05-07 07:08:09.123',
    version: 1_700_000_000_000_000,
    ...change,
  }
}
