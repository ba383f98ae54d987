import { identifierDigest } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { sharedOf } from '../shared/find-people.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import type { PersonView } from '../shared/person.ts'

/** What every answer about a person begins with: absorbed persons, identifiers, traits. */
export async function shownOf({ fold }: Pick<ReportingDeps, 'fold'>, person: PersonView) {
  const digests = person.identifiers.map(identifierDigest)
  const shared = await sharedOf(fold, digests)
  return {
    absorbed: person.absorbed.map(({ id }) => id),
    apart_from: person.fences.flatMap(({ hasLapsed, other, at, logFrom, split }) =>
      hasLapsed ? [] : [{ person: other, split, since: iso(at), history_from: isoOrNull(logFrom) }],
    ),
    first_seen: isoOrNull(person.firstSeen),
    identifiers: person.identifiers.map(({ type, value, linkedAt, eid, seenAt }, i) => ({
      type,
      value,
      linked_at: isoOrNull(linkedAt || undefined),
      eid: eid || null,
      last_login: isoOrNull(seenAt || undefined),
      shared: shared.has(digests[i]!),
    })),
    traits: { ...person.traits },
  }
}
