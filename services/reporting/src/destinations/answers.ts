import { z } from 'zod'

/** What the routes of destinations answer. */

export const DestinationAnswer = z
  .looseObject({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    segment: z.string(),
    state: z.enum(['active', 'paused', 'deleting']),
    people: z
      .int()
      .nullable()
      .describe('Who is, or may be, there; null where activation does not run, and of somebody while below_min_size'),
    below_min_size: z
      .boolean()
      .describe('The segment has fewer members than its min_size: nobody is sent, and who is there is removed'),
    open_retractions: z.int().nullable().describe('Who has to go and is not confirmed to be gone'),
    given_up: z.int().nullable().describe('Of whom the destination takes nothing; a sync tries again'),
    syncing: z.boolean().nullable().describe('Whether everybody is looked at at present'),
    created_at: z.string(),
    trouble: z
      .object({ at: z.string(), outcome: z.enum(['unknown', 'refused', 'blocked']), reason: z.string().exactOptional() })
      .nullable()
      .describe('Why the newest request did nothing; null where it did, and before the first'),
    last_sync: z.string().nullable().describe('When a full look was asked for last'),
  })
  .describe('What was put, where its secrets are, and how it is')

export const RequestAnswer = z.object({
  at: z.string(),
  action: z.enum(['add', 'remove']),
  people: z.int(),
  outcome: z.enum(['done', 'unknown', 'refused', 'blocked']),
  took_ms: z.number(),
  request: z.string().describe('The id by which the destination knows it'),
  reason: z.string().exactOptional(),
})

const RemovalAnswer = z.object({
  person: z.string(),
  reason: z.string(),
  asked_at: z.string(),
  confirmed_at: z.string().nullable(),
  request: z.string().nullable(),
})

export const CertificateAnswer = z.object({
  destination: z.string(),
  segment: z.string(),
  made_at: z.string(),
  people: z.int().nullable(),
  confirmed: z.int().describe('Removals that the destination has confirmed'),
  open: z.int().describe('Removals that it has not'),
  oldest_open: z.string().nullable().describe('Since when the oldest of them is asked for'),
  slowest_ms: z.number().nullable().describe('The longest that a confirmed one took'),
  digest: z.string().describe('SHA-256 of all removals, as lines of JSON in the order of the list'),
  removals: z.array(RemovalAnswer).describe('The newest of them'),
  more: z.boolean().describe('Whether there are more than are listed'),
})

export const DifferenceAnswer = z.object({
  add: z.int().describe('People of whom something is to be added'),
  remove: z.int().describe('People of whom something is to be removed'),
  keep: z.int().describe('People who are there as they should be'),
})
