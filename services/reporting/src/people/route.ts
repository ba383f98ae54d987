import { ID_TYPES, Identifier, keysOf, PURPOSES, WeirError } from '@weir/contracts'
import { z } from 'zod'
import { deliveredTo } from '../destinations/delivered.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { FoundPerson } from '../shared/find-people.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import { consentRecordsOf } from '../shared/person.ts'
import type { ReportReader } from '../shared/reader.ts'
import { openSince } from '../shared/since.ts'
import { readKey } from './key.ts'
import { membershipsOf } from './memberships.ts'
import type { PersonMemberships } from './memberships.ts'
import { shownOf } from './shown.ts'

const PersonAnswer = z.object({
  person: z.string(),
  shared: z.boolean().describe('Whether the identifier asked for came with so many others that it names nobody'),
  note: z.string().exactOptional().describe('What that means for this answer'),
  absorbed: z.array(z.string()).describe('Ids of the persons who turned out to be this one, oldest first'),
  apart_from: z
    .array(
      z.object({
        person: z.string(),
        split: z.string(),
        since: z.string(),
        history_from: z.string().nullable().describe('Since when the log had what was counted anew; null: all of it'),
      }),
    )
    .describe('Whom splits keep the person apart from'),
  first_seen: z.string().nullable(),
  identifiers: z.array(
    Identifier.extend({
      linked_at: z.string().nullable().describe('Event time of the hit that linked it; null where that was not noted'),
      eid: z.string().nullable().describe('That event'),
      last_login: z.string().nullable().describe('Event time of the newest hit that had it together with an external_id'),
      shared: z.boolean().describe('Whether it came with so many others that it links nobody'),
    }),
  ),
  traits: z.record(z.string(), z.unknown()),
  consent: z.partialRecord(
    z.enum(PURPOSES),
    z.object({
      granted: z.boolean(),
      by: z.enum(['signal', 'basis']),
      at: z.string(),
      record: z
        .string()
        .nullable()
        .exactOptional()
        .describe('The record of the consent log that says so; null where it was said before there was one'),
    }),
  ),
  memberships: z.array(z.object({ segment: z.string(), name: z.string(), since: z.string(), until: z.string().nullable() })),
  delivered: z
    .array(
      z.object({
        destination: z.string(),
        state: z.enum(['held', 'open', 'removed']).describe('open: something was sent, or is to be, and is not confirmed'),
        at: z.string().describe('Of the newest confirmation, or of what was sent last'),
        request: z.string().nullable().describe('The id by which the destination knows the request'),
        items: z.int().describe('How many identifiers are there, or may be'),
      }),
    )
    .exactOptional()
    .describe('Where they were sent; missing where they never were'),
})

/** Records are numbered by partition: without being asked, an answer does not depend on them. */
const PersonQuery = z.object({
  consent_record: z.enum(['true', 'false']).default('false').describe('Names the record of the consent log behind each purpose'),
})

export const NOBODY = 'there is no such person'
const NOBODY_ALONE =
  'this identifier came with so many others that it names nobody, and nothing was done under it alone: ask by another identifier'
export const NOTE =
  'this identifier came with so many others that it names nobody: what is shown was done under it alone, and the persons who were seen with it are apart'

/** What is known of one person. */
export function peopleRoutes(app: App, deps: ReportingDeps, warehouse: ReportReader): void {
  app.get(
    '/v1/people/:key',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'One person',
        description: `The key is TYPE:VALUE with a type of ${ID_TYPES.join(', ')} (e-mail, phone and external_id plain or as SHA-256), or person:ID. Somebody who turned out to be another person is found as that one.`,
        tags: ['people'],
        params: z.strictObject({ key: z.string().min(3).max(2048) }),
        querystring: PersonQuery,
        response: { 200: PersonAnswer },
      },
    },
    async (request, reply) => {
      const { person, isShared, memberships } = await findPerson(deps, request.params.key)
      const since = await openSince(
        warehouse,
        memberships.map(({ segment }) => segment.number),
      )
      const dated = await since.reaching(memberships.map((one) => ({ ...one, person })))
      void reply.header('x-weir-since-known', String(since.isKnown))
      const consent = Object.fromEntries(
        keysOf(person.consent).map((purpose) => {
          const { granted, by, at } = person.consent[purpose]!
          const record = { record: consentRecordsOf(person, [purpose])[0] ?? null }
          return [purpose, { granted, by, at: iso(at), ...(request.query.consent_record === 'true' ? record : {}) }]
        }),
      )
      const delivered = await deliveredTo(deps, person.id)
      void reply.header('cache-control', 'no-store')
      return {
        person: person.id,
        shared: isShared,
        ...(isShared ? { note: NOTE } : {}),
        ...(await shownOf(deps, person)),
        consent,
        memberships: dated.map(({ segment, membership }) => ({
          segment: segment.id,
          name: segment.name,
          since: iso(membership.from),
          until: isoOrNull(membership.until),
        })),
        ...(delivered.length > 0 ? { delivered } : {}),
      }
    },
  )
}

/**
 * The id of the living person behind a key of a path.
 * @throws WeirError not_found, invalid_field.
 */
export async function mustFindPersonId(deps: ReportingDeps, key: string): Promise<string> {
  const named = readKey(key)
  const found = named === undefined ? undefined : await deps.lookupPerson(named)
  // Of somebody of whom there is no state the warehouse may still have events.
  const id = found?.id ?? (typeof named === 'string' ? named : undefined)
  const person = found?.blob && deps.decodePerson(found.blob)
  const isErased = person ? deps.erased.isGone(person) : id !== undefined && deps.erased.until(id) > -Infinity
  if (id === undefined || isErased) throw new WeirError('not_found', NOBODY)
  return id
}

/** @throws WeirError not_found, invalid_field. */
async function findPerson(deps: ReportingDeps, key: string): Promise<PersonMemberships> {
  const named = readKey(key)
  let isShared = false
  const find = async (): Promise<FoundPerson | undefined> => {
    const found = named === undefined ? undefined : await deps.lookupPerson(named)
    isShared = found?.isShared ?? false
    return found
  }
  const found = await membershipsOf(deps, find, deps.clock.now())
  if (!found) throw new WeirError('not_found', isShared ? NOBODY_ALONE : NOBODY)
  return found
}
