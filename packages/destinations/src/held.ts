// Held by plan.test.ts
import { z } from 'zod'

/**
 * How an item is at a destination:
 * - `held`: it was added, and that was confirmed;
 * - `adding`, `removing`: that was sent and nothing is known of it: it may be there;
 * - `removed`: the removal was confirmed; that no other person has it there is not looked up yet.
 */
export const ITEM_STATES = ['held', 'adding', 'removing', 'removed'] as const
export type ItemState = (typeof ITEM_STATES)[number]

const Item = z.object({
  state: z.enum(ITEM_STATES),
  /** The digest of the identifier that the item was made of; '' where it stands for the person. */
  digest: z.string(),
  /** When its state was confirmed, or when it was sent, Unix ms. */
  at: z.number(),
  /** The request that did it. */
  request: z.string(),
})
export type HeldItem = z.infer<typeof Item>

const Held = z.object({
  person: z.string(),
  /** Their number among those whom the destination ever had, by partition. */
  number: z.int(),
  /** By what the destination knows: `TYPE:hash`, or `person`. */
  items: z.record(z.string(), Item),
  /** When the person is looked at next, Unix ms; their timer. */
  due: z.number().optional(),
  /** Since when something is to be told, Unix ms, and why. */
  asked: z.object({ at: z.number(), reason: z.string() }).optional(),
  /** How often something else was to be told: names a message and its repeats. */
  turns: z.int(),
  /** Since when it fails, Unix ms. */
  failing: z.number().optional(),
  /** Why nothing is tried any more until it is asked for. */
  dead: z.string().optional(),
  /** The last time that everything was removed: asked for, confirmed, in which request. */
  left: z.object({ asked: z.number(), at: z.number(), reason: z.string(), request: z.string() }).optional(),
})

/** What a destination has, or may have, of one person. */
export type HeldPerson = z.infer<typeof Held>

export function newHeld(person: string, number: number): HeldPerson {
  return { person, number, items: {}, turns: 0 }
}

export function encodeHeldPerson(held: HeldPerson): Uint8Array {
  return Buffer.from(JSON.stringify(held))
}

/** @throws ZodError when it is none. */
export function decodeHeldPerson(bytes: Uint8Array): HeldPerson {
  return Held.parse(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()))
}

/** Whether anything of the person is, or may be, at the destination. */
export function isThere({ items }: HeldPerson): boolean {
  return Object.values(items).some(({ state }) => state !== 'removed')
}

/** Reasons for which somebody must not be at a destination any more: a retraction. */
const RETRACTING: ReadonlySet<string> = new Set(['consent', 'opt_out', 'suppression', 'erasure', 'merge', 'split'])

/** Whether a removal is waited for that consent, or an erasure, asks for. */
export function isRetraction({ asked, ...held }: HeldPerson): boolean {
  return asked !== undefined && RETRACTING.has(asked.reason) && isThere(held)
}

/** The key of a person's entry. @param destination see destinationKey. */
export function heldKey(destination: string, person: string): string {
  return `p/${destination}/${person}`
}

/** The key that leads from a number to the person's entry. */
export function numberKey(destination: string, number: number): string {
  return `n/${destination}/${number}`
}

/** The key of the newest requests: a ring. */
export function logKey(destination: string, number: number): string {
  return `l/${destination}/${number % LOG_KEPT}`
}

/** How many requests are kept per destination and partition. */
export const LOG_KEPT = 200

/** The destination and person of a key; undefined for a key of another kind. */
export function partsOfHeldKey(key: string): { destination: string; person: string } | undefined {
  const [kind, destination, person] = key.split('/')
  return kind === 'p' && destination !== undefined && person !== undefined ? { destination, person } : undefined
}

/** A destination, as keys name it: one that is deleted and made anew is another one. */
export function destinationKey(destination: { id: string; created_at: number }): string {
  return `${destination.id}~${destination.created_at.toString(36)}`
}
