// Held by tests/simulation/what-a-destination-has.sim.test.ts
import { z } from 'zod'

/**
 * A walk over those whom the destination has (`held`), then over the members of the segment
 * (`members`): each of them is looked at again. `force`: what is held counts as unknown, so all of
 * it is sent again.
 */
const Walk = z.object({
  stage: z.enum(['held', 'members']),
  from: z.number(),
  force: z.boolean(),
  asked: z.number(),
})

const DestinationStanding = z.object({
  /** The segment's number. */
  segment: z.number(),
  /** What its entries were made by; another text begins a walk. */
  made: z.string(),
  /** The next number of a person. */
  next: z.int(),
  /** How many people are, or may be, there; of how many a retraction is open; who is given up. */
  held: z.int(),
  open: z.int(),
  dead: z.int(),
  /** How many requests there were. */
  requests: z.int(),
  /** The newest walk that was asked for, Unix ms. */
  walked: z.number(),
  walk: Walk.optional(),
})
export type DestinationStanding = z.infer<typeof DestinationStanding>

const Standing = z.object({
  /** The log that places are of: a log that is made anew has others. */
  log: z.string(),
  /** The next opt-out to look at. */
  optOuts: z.int(),
  /** Up to which version of them erasures were looked at. */
  erasures: z.int(),
  destinations: z.record(z.string(), DestinationStanding),
})

/** What a partition keeps about its destinations as a whole. */
export type PartitionStanding = z.infer<typeof Standing>

export function newStanding(segment: number, made: string): DestinationStanding {
  return { segment, made, next: 0, held: 0, open: 0, dead: 0, requests: 0, walked: 0 }
}

export function encodeStanding(standing: PartitionStanding): Uint8Array {
  return Buffer.from(JSON.stringify(standing))
}

/** @throws ZodError when it is none. */
export function decodeStanding(bytes: Uint8Array): PartitionStanding {
  return Standing.parse(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()))
}

const LogEntry = z.object({
  /** Unix ms. */
  at: z.number(),
  action: z.enum(['add', 'remove']),
  people: z.int(),
  outcome: z.enum(['done', 'unknown', 'refused', 'blocked']),
  /** How long the answer took, ms. */
  took: z.number(),
  request: z.string(),
  reason: z.string().optional(),
})

/** A request to a destination, and what became of it. */
export type DestinationLogEntry = z.infer<typeof LogEntry>

export function encodeLogEntry(entry: DestinationLogEntry): Uint8Array {
  return Buffer.from(JSON.stringify(entry))
}

export function decodeLogEntry(bytes: Uint8Array): DestinationLogEntry {
  return LogEntry.parse(JSON.parse(Buffer.from(bytes).toString()))
}
