import type { OptOut } from '@weir/contracts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { peopleWith } from '../../shared/find-people.ts'

/** What pages of the ledger are read from. */
export type PageDeps = Pick<ReportingDeps, 'fold' | 'decodePerson' | 'optOuts' | 'ledger' | 'clock' | 'erased'>

/** Somebody whose identifiers stood in an opt-out. Instants are Unix ms. */
export interface Named {
  person: string
  /** Since when it counts, by the newest opt-out. */
  at: number
  /** When the oldest of them was received. */
  receivedAt: number
  /** `suppression` where only lists name them. */
  reason: 'opt_out' | 'suppression'
  /** They were taken off a list, so they may be given out again. */
  isLifted: boolean
}

/**
 * Whom opt-outs name: the people of their identifiers, as far as they ever were in the segment,
 * each once, in the order in which they were named.
 */
export async function peopleNamed(
  { fold, decodePerson }: Pick<PageDeps, 'fold' | 'decodePerson'>,
  segmentNumber: number,
  optOuts: readonly OptOut[],
): Promise<Named[]> {
  const said = new Map<string, Omit<Named, 'person'>>()
  for (const { digests, denied, received_at: receivedAt, list } of optOuts) {
    const at = list?.at ?? Math.max(...Object.values(denied))
    const reason = list ? 'suppression' : 'opt_out'
    const one = { at, receivedAt, reason, isLifted: list?.on === false } as const
    for (const digest of digests) said.set(digest, both(said.get(digest), one))
  }
  const named = new Map<string, Omit<Named, 'person'>>()
  for (const [digest, people] of await peopleWith(fold, [...said.keys()])) {
    for (const { id, blob } of people) {
      if (blob && decodePerson(blob).since(segmentNumber) !== undefined) named.set(id, both(named.get(id), said.get(digest)!))
    }
  }
  return [...named]
    .map(([person, when]) => ({ person, ...when }))
    .toSorted((a, b) => a.at - b.at || (a.person < b.person ? -1 : 1))
}

function both(known: Omit<Named, 'person'> | undefined, other: Omit<Named, 'person'>): Omit<Named, 'person'> {
  if (!known) return other
  return {
    at: Math.max(known.at, other.at),
    receivedAt: Math.min(known.receivedAt, other.receivedAt),
    reason: known.reason === 'opt_out' ? known.reason : other.reason,
    isLifted: known.isLifted || other.isLifted,
  }
}
