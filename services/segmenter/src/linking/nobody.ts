// Held by tests/simulation/erasure.sim.test.ts

import type { PersonRecord, PersonSplit } from '@weir/contracts'

/**
 * The answer to whoever invites somebody who is not there (any more), so that they do not wait;
 * undefined for a record that asks for none.
 */
export function declineOfNobody(record: PersonRecord | PersonSplit): PersonRecord | undefined {
  if (record.kind !== 'invite') return undefined
  const { to, other, claim, claimant } = record
  const turned = claimant === 'other' ? 'addressee' : 'other'
  return { kind: 'decline', to: other.person, other: { person: to, born: 0 }, claim, claimant: turned, reason: 'gone' }
}
