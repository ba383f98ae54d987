// Held by tests/e2e/split.e2e.test.ts

import { createHash } from 'node:crypto'
import { identifierDigest, identifierKey, splitKey, splitReceiptKey, WeirError } from '@weir/contracts'
import type { Identifier, StoredSplit } from '@weir/contracts'
import { readKey } from '../people/key.ts'
import { NOBODY } from '../people/route.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { sharedOf } from '../shared/find-people.ts'
import type { PersonView } from '../shared/person.ts'

/** What an operator asks for. */
export interface SplitAsk {
  /** Names the person, as in a path. */
  key: string
  identifiers: readonly Identifier[]
  /** The id of the operator's key. */
  by: string
  reason: string | undefined
}

/**
 * Takes a request to split somebody. The same request again is the same split.
 * @returns its id.
 * @throws WeirError not_found, invalid_field.
 */
export async function requestSplit(deps: ReportingDeps, { key, identifiers, by, reason }: SplitAsk): Promise<string> {
  const { config, clock, erased } = deps
  const person = await mustFind(deps, key)
  const leave = [...new Set(identifiers.map((id, i) => identifierDigest(mustRead(id, i))))].toSorted()
  const done = splitBefore(person, leave)
  if (done !== undefined) return done
  await mustLeaveSome(deps, person, leave, identifiers)
  const id = createHash('sha256')
    .update([person.id, ...leave].join('\0'))
    .digest('hex')
    .slice(0, 32)
  if (config.splits().has(id) && !config.splitReceipts().has(id)) return id
  const stored: StoredSplit = {
    requested_at: clock.now(),
    asked: erased.seal([person.id])[0]!,
    leave: erased.seal(leave),
    by,
    ...(reason === undefined ? {} : { reason }),
  }
  // What became of it before says nothing of this time.
  await config.putAll([
    { key: splitKey(id), value: stored },
    { key: splitReceiptKey(id), value: undefined },
  ])
  return id
}

/**
 * The split by which these identifiers (digests) have left already, or have all that there is on
 * their side. One that a fence has on the other side is the person's again where somebody new had
 * it, and was found to be them.
 */
export function splitBefore(
  { fences, identifiers }: Pick<PersonView, 'fences' | 'identifiers'>,
  leave: readonly string[],
): string | undefined {
  const of = (side: readonly string[]): boolean => leave.every((digest) => side.includes(digest))
  const isTheirs = identifiers.some((id) => leave.includes(identifierDigest(id)))
  const done = fences.find(
    ({ theirs, mine, hasLapsed }) => !hasLapsed && ((of(theirs) && !isTheirs) || (of(mine) && mine.length === leave.length)),
  )
  return done?.split
}

async function mustFind({ lookupPerson, decodePerson, erased }: ReportingDeps, key: string): Promise<PersonView> {
  const named = readKey(key)
  const found = named === undefined ? undefined : await lookupPerson(named)
  const person = found?.blob && decodePerson(found.blob)
  if (!person || erased.isGone(person)) throw new WeirError('not_found', NOBODY)
  return person
}

function mustRead(id: Identifier, i: number): Identifier {
  const named = readKey(identifierKey(id))
  if (typeof named === 'object') return named
  throw faultAt(`identifiers[${i}]`, 'this value names nobody: give the identifier as `GET /v1/people/...` shows it')
}

async function mustLeaveSome(
  { fold }: ReportingDeps,
  { identifiers: known }: PersonView,
  leave: readonly string[],
  asked: readonly Identifier[],
): Promise<void> {
  const digests = known.map(identifierDigest)
  const shared = await sharedOf(fold, leave)
  for (const [i, id] of asked.entries()) {
    const digest = identifierDigest(mustRead(id, i))
    if (!digests.includes(digest))
      throw faultAt(`identifiers[${i}]`, 'this is no identifier of the person: see `GET /v1/people/...`')
    if (shared.has(digest)) throw faultAt(`identifiers[${i}]`, 'this identifier is shared, and links nobody: it cannot leave')
  }
  if (leave.length === digests.length)
    throw faultAt('identifiers', 'these are all that the person is known by: leave out those that stay')
}

function faultAt(path: string, message: string): WeirError {
  return new WeirError('invalid_field', 'the request has faults', { faults: [{ path, message }] })
}
