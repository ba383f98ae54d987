import { ID_TYPES, Identifier, PURPOSES, WeirError } from '@weir/contracts'
import type { IdType } from '@weir/contracts'
import { normalise } from '@weir/identity'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import { membershipsOf } from './memberships.ts'
import type { PersonMemberships } from './memberships.ts'

const PersonAnswer = z.object({
  person: z.string(),
  first_seen: z.string().nullable(),
  identifiers: z.array(Identifier),
  traits: z.record(z.string(), z.unknown()),
  consent: z.partialRecord(z.enum(PURPOSES), z.object({ granted: z.boolean(), by: z.enum(['signal', 'basis']), at: z.string() })),
  memberships: z.array(z.object({ segment: z.string(), name: z.string(), since: z.string(), until: z.string().nullable() })),
})

const NOBODY = 'there is no such person'
const PERSON_ID = /^[0-9a-f]{32}$/

/** What is known of one person. */
export function peopleRoutes(app: App, deps: ReportingDeps): void {
  app.get(
    '/v1/people/:key',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'One person',
        description: `The key is TYPE:VALUE with a type of ${ID_TYPES.join(', ')} (e-mail, phone and external_id plain or as SHA-256), or person:ID.`,
        tags: ['people'],
        params: z.strictObject({ key: z.string().min(3).max(2048) }),
        response: { 200: PersonAnswer },
      },
    },
    async (request, reply) => {
      const { person, memberships } = await findPerson(deps, request.params.key)
      const consent = Object.fromEntries(
        Object.entries(person.consent).map(([purpose, { granted, by, at }]) => [purpose, { granted, by, at: iso(at) }]),
      )
      void reply.header('cache-control', 'no-store')
      return {
        person: person.id,
        first_seen: isoOrNull(person.firstSeen),
        identifiers: [...person.identifiers],
        traits: { ...person.traits },
        consent,
        memberships: memberships.map(({ segment, membership }) => ({
          segment: segment.id,
          name: segment.name,
          since: iso(membership.from),
          until: isoOrNull(membership.until),
        })),
      }
    },
  )
}

/** The id behind a key of a path. @throws WeirError not_found, invalid_field. */
export async function mustFindPersonId(deps: ReportingDeps, key: string): Promise<string> {
  const id = await personIdOf(deps, key)
  if (id === undefined) throw new WeirError('not_found', NOBODY)
  return id
}

/** @throws WeirError not_found, invalid_field. */
async function findPerson(deps: ReportingDeps, key: string): Promise<PersonMemberships> {
  const id = await personIdOf(deps, key)
  const found = id === undefined ? undefined : await membershipsOf(deps, id, deps.clock.now())
  if (!found) throw new WeirError('not_found', NOBODY)
  return found
}

async function personIdOf(deps: ReportingDeps, key: string): Promise<string | undefined> {
  const at = key.indexOf(':')
  const [type, value] = [key.slice(0, at), key.slice(at + 1)]
  if (type === 'person') return PERSON_ID.test(value) ? value : undefined
  if (!isIdType(type)) {
    throw new WeirError('invalid_field', 'the request has faults', {
      faults: [{ path: 'key', message: `expected TYPE:VALUE with a type of person, ${ID_TYPES.join(', ')}` }],
    })
  }
  // A look-up only: ingest decided whether the identifier names a person.
  const normal = normalise(type, value, { has: () => true })
  return normal === undefined ? undefined : deps.lookupPerson({ type, value: normal })
}

function isIdType(text: string): text is IdType {
  return (ID_TYPES as readonly string[]).includes(text)
}
