import {
  ACTIVITY,
  AUDIT_TRAIL,
  fromClickhouseTime,
  parseRecordJson,
  Purpose,
  REFUSED_CREDENTIAL,
  TEST_EVENT,
  TOPICS,
} from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { z } from 'zod'
import { iso } from '../shared/iso.ts'

const Section = z.record(z.string(), z.unknown()).exactOptional()

/**
 * An event as it arrived. Of people it has what kinds of identifiers and traits a hit had, and none
 * of their values: that is for GET /v1/people.
 */
export const ArrivedEvent = z.object({
  outcome: z.enum(['accepted', 'refused', 'test']),
  received_at: z.string(),
  source: z.string().describe('Empty when the hit named none that can be shown'),
  channel: z.string(),
  event: z.string().exactOptional().describe('The canonical name'),
  sent_name: z.string().exactOptional().describe('As sent, where that is another one'),
  event_id: z.string().exactOptional(),
  event_time: z.string().exactOptional(),
  identifiers: z.array(z.string()).exactOptional().describe('Their types'),
  traits: z.array(z.string()).exactOptional().describe('Their names'),
  consent: z.partialRecord(Purpose, z.boolean()).exactOptional().describe('What it was taken to say, by purpose'),
  bot: z.string().exactOptional().describe('Why it is taken for a machine'),
  body: z
    .object({ properties: Section, page: Section, ad: Section, video: Section, experiment: Section })
    .exactOptional()
    .describe('As stored'),
  test_event_code: z.string().exactOptional(),
  code: z.string().exactOptional().describe('Why it was refused'),
  path: z.string().exactOptional().describe('Which field is at fault'),
  message: z.string().exactOptional(),
  raw: z
    .string()
    .exactOptional()
    .describe('Of what was refused, and of tests: as sent, identifiers hashed, other personal data removed'),
})

/** An arrival with its instant, Unix ms. */
export interface Arrived {
  at: number
  shown: z.input<typeof ArrivedEvent>
}

const StoredHit = z.object({
  source: z.string(),
  channel: z.string(),
  name: z.string(),
  sent_name: z.string().optional(),
  event_id: z.string(),
  event_time: z.number(),
  received_at: z.number(),
  ids: z.array(z.object({ type: z.string() })),
  consent: z.record(z.string(), z.unknown()),
  bot: z.string().optional(),
  body: z.object({
    properties: Section,
    page: Section,
    ad: Section,
    video: Section,
    experiment: Section,
    traits: Section,
  }),
})
const StoredAside = z.object({
  rejected_at: z.string(),
  source: z.string(),
  channel: z.string(),
  code: z.string(),
  path: z.string(),
  message: z.string(),
  body: z.string(),
})

/** @returns undefined for records that are no arrival, and for those that cannot be read. */
export function readArrived(topic: Topic, { value }: LogRecord): Arrived | undefined {
  let record: unknown
  try {
    record = parseRecordJson(value)
  } catch {
    // Who reads the topic for its content puts it aside and says so.
    return undefined
  }
  return topic === TOPICS.hits ? accepted(record) : aside(record)
}

function accepted(record: unknown): Arrived | undefined {
  const { success, data } = StoredHit.safeParse(record)
  if (!success) return undefined
  const { traits, ...body } = data.body
  return {
    at: data.received_at,
    shown: {
      outcome: 'accepted',
      received_at: iso(data.received_at),
      source: data.source,
      channel: data.channel,
      event: data.name,
      ...(data.sent_name === undefined ? {} : { sent_name: data.sent_name }),
      event_id: data.event_id,
      event_time: iso(data.event_time),
      identifiers: [...new Set(data.ids.map(({ type }) => type))],
      ...(traits ? { traits: Object.keys(traits) } : {}),
      consent: granted(data.consent),
      ...(data.bot === undefined ? {} : { bot: data.bot }),
      body,
    },
  }
}

function granted(consent: Readonly<Record<string, unknown>>): Partial<Record<Purpose, boolean>> {
  const said: Partial<Record<Purpose, boolean>> = {}
  for (const purpose of Purpose.options) {
    const one = consent[purpose]
    if (typeof one === 'object' && one !== null && 'granted' in one) said[purpose] = one.granted === true
  }
  return said
}

/** Rows that are no events: what is counted, and credentials. */
const NO_EVENTS = new Set([ACTIVITY, AUDIT_TRAIL, REFUSED_CREDENTIAL])

function aside(record: unknown): Arrived | undefined {
  const { success, data } = StoredAside.safeParse(record)
  if (!success || NO_EVENTS.has(data.code)) return undefined
  const at = fromClickhouseTime(data.rejected_at)
  const common = { received_at: iso(at), source: data.source, channel: data.channel, raw: data.body }
  if (data.code === TEST_EVENT)
    return { at, shown: { ...common, outcome: 'test', test_event_code: data.path, event: data.message } }
  return { at, shown: { ...common, outcome: 'refused', code: data.code, path: data.path, message: data.message } }
}
