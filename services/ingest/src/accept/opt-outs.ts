import { deniedBy } from '@weir/consent'
import { identifierDigest } from '@weir/contracts'
import type { Hit, OptOut } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import { identifiersOf } from '@weir/identity'
import type { Section } from '../parse/parsed-event.ts'

/**
 * The opt-out in a hit: what it denies by a signal, for all identifiers it was sent with, including
 * those that may not be stored. Undefined if it denies nothing or names no person.
 */
export function optOutOf(user: Section, { consent, event_time, received_at }: Hit): OptOut | undefined {
  // As in the fold: a sender whose clock is fast must not delay a withdrawal.
  const denied = deniedBy(consent, Math.min(event_time, received_at))
  if (denied === undefined) return undefined
  const digests = identifiersOf(user).map(identifierDigest)
  if (digests.length === 0) return undefined
  const keyless = Object.values(consent).some((mark) => mark?.keyless)
  return { digests, denied, scope: keyless ? 'keyless' : 'hit', received_at }
}

/** The record on `weir.optouts` (one partition). */
export function toEntry(optOut: OptOut): LogEntry {
  return { partition: 0, key: '', value: Buffer.from(JSON.stringify(optOut)) }
}
