import { clickhouseTime } from '@weir/contracts'
import type { FactRow } from '@weir/contracts'
import type { Warehouse } from '@weir/warehouse'

let made = 0

/**
 * A fact of somebody who consents to everything (4: a signal that grants), with the fields given.
 */
export function fact(atMs: number, name: string, fields: Partial<FactRow> = {}): FactRow {
  const n = made++
  return {
    event_time: clickhouseTime(atMs),
    received_at: clickhouseTime(atMs),
    source: 'shop',
    channel: 'server',
    name,
    event_id: `e${n}`,
    eid: n.toString(16).padStart(16, '0'),
    person: 'ann',
    ordinal: 0,
    segments: [],
    value: null,
    currency: '',
    campaign_id: '',
    adgroup_id: '',
    ad_id: '',
    creative_id: '',
    placement: '',
    cost: null,
    cost_currency: '',
    video_id: '',
    duration_ms: null,
    watched_ms: null,
    experiment_id: '',
    arm: '',
    consent_storage: 4,
    consent_profiling: 4,
    consent_personalised_ads: 4,
    consent_measurement: 4,
    consent_modelling: 4,
    consent_by: 'eeeee',
    body: {},
    part: 0,
    off: n,
    n: 0,
    version: 1,
    ...fields,
  }
}

export async function store(warehouse: Warehouse, facts: readonly FactRow[]): Promise<void> {
  await warehouse.insertLines(
    'facts',
    facts.map((row) => Buffer.from(JSON.stringify(row))),
  )
}
