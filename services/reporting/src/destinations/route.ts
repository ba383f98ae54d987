import { hash } from 'node:crypto'
import { DestinationInput, TOLD_DESTINATION_ID, WeirError } from '@weir/contracts'
import type { StoredDestination } from '@weir/contracts'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { EXCLUSION_ID, followDestination, mustNotBeExclusion, mustNotBeNamed } from './exclusions.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import { createSerial } from '../shared/serial.ts'
import { CertificateAnswer, DestinationAnswer, DifferenceAnswer, RequestAnswer } from './answers.ts'
import { mustHaveFolder, newestFile, testFolder } from './files/writer.ts'
import { compareWithMembers } from './compare.ts'
import { createDestinationPeople } from './people.ts'
import { destinationStatus, newestRequests, removalsOf } from './status.ts'
import type { Removal } from './status.ts'
import { mustBeStored, mustNotBeTold } from './told.ts'

const EXPECTED =
  'expected small letters, digits, "-" and "_", 64 at most, and not "exposure" alone; or DESTINATION.JOURNEY.STEP; or exposure.POLICY.DESTINATION'
const Params = z.strictObject({
  id: z.string().refine((id) => TOLD_DESTINATION_ID.test(id) || EXCLUSION_ID.test(id), EXPECTED),
})

/** How many removals a certificate lists. */
const LISTED_MAX = 1_000

/** Destinations: audiences elsewhere that are kept as a segment is. */
export function destinationRoutes(app: App, deps: ReportingDeps): void {
  const { config, clock, activation } = deps
  const about = { tags: ['destinations'] }
  const inTurn = createSerial()
  const people = createDestinationPeople(deps)
  const find = (id: string): StoredDestination => {
    const destination = config.destination(id)
    if (!destination) throw new WeirError('not_found', 'there is no destination with this id')
    return destination
  }
  const shown = async (destination: StoredDestination): Promise<z.infer<typeof DestinationAnswer>> => {
    const { id, created_at, sync, deleting, ...spec } = destination
    const isSent = destination.kind !== 'files'
    const status = isSent ? activation && (await destinationStatus(activation, destination)) : undefined
    const isSmall = await people.isTooSmall(spec.segment)
    return {
      id,
      ...spec,
      ...(!isSent && { file: await newestFile(deps.exportsFolder, destination) }),
      state: deleting ? 'deleting' : spec.paused ? 'paused' : 'active',
      people: isSmall && status?.held !== 0 ? null : (status?.held ?? null),
      below_min_size: isSmall,
      open_retractions: status?.open ?? null,
      given_up: status?.givenUp ?? null,
      syncing: status?.walking ?? null,
      trouble: await troubleOf(destination),
      created_at: iso(created_at),
      last_sync: isoOrNull(sync?.at),
    }
  }
  const troubleOf = async (destination: StoredDestination): Promise<z.infer<typeof DestinationAnswer>['trouble']> => {
    const [newest] = activation && !destination.paused ? await newestRequests(activation, destination, 1) : []
    if (!newest || newest.outcome === 'done') return null
    const { at, outcome, reason } = newest
    return { at: iso(at), outcome, ...(reason === undefined ? {} : { reason }) }
  }
  const change = (id: string, to: (known: StoredDestination) => StoredDestination): Promise<z.infer<typeof DestinationAnswer>> =>
    inTurn(async () => {
      mustBeStored(id)
      // Another process may have stored something a moment ago.
      await config.refresh()
      const known = find(id)
      if (known.deleting) throw new WeirError('conflict', 'the destination is being deleted')
      const { id: _, ...stored } = to(known)
      await config.put(`destination:${id}`, stored)
      return shown(find(id))
    })

  app.put(
    '/v1/destinations/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Keep an audience elsewhere as a segment is',
        description: 'Secrets are named and never stored: a variable or a file of the process that sends.',
        params: Params,
        body: DestinationInput,
        response: { 200: DestinationAnswer },
      },
    },
    async ({ params: { id }, body }) => {
      mustNotBeExclusion(id)
      mustBeStored(id)
      if (body.kind === 'files') mustHaveFolder(deps.exportsFolder)
      if (!config.segment(body.segment)) {
        const faults = [{ path: 'segment', message: 'there is no segment with this id: store it first' }]
        throw new WeirError('invalid_field', 'the destination has faults', { faults })
      }
      const isKnown = config.destination(id) !== undefined
      if (isKnown) await change(id, (known) => changed(known, body))
      else await config.put(`destination:${id}`, { ...body, created_at: clock.now() })
      await followDestination(config, id, clock.now())
      return shown(find(id))
    },
  )
  app.get(
    '/v1/destinations/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One destination, and how it is', params: Params, response: { 200: DestinationAnswer } },
    },
    ({ params }) => shown(find(params.id)),
  )
  app.get(
    '/v1/destinations',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        summary: 'All destinations',
        response: { 200: z.object({ destinations: z.array(DestinationAnswer) }) },
      },
    },
    async () => ({ destinations: await Promise.all(config.destinations().map(shown)) }),
  )
  app.delete(
    '/v1/destinations/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Delete a destination, and the audience that was made for it',
        params: Params,
        response: { 202: DestinationAnswer },
      },
    },
    async ({ params: { id } }, reply) => {
      mustNotBeExclusion(id)
      mustBeStored(id)
      mustNotBeNamed(config, id)
      mustNotBeTold(config, id)
      return reply.code(202).send(await change(id, (known) => ({ ...known, deleting: true })))
    },
  )
  for (const [verb, paused, summary] of [
    ['pause', true, 'Send nothing until it is resumed, removals included'],
    ['resume', false, 'Send again, and look at everybody'],
  ] as const)
    app.post(
      `/v1/destinations/:id/${verb}`,
      {
        config: { scope: 'admin', answers: ['conflict'] },
        schema: { ...about, summary, params: Params, response: { 200: DestinationAnswer } },
      },
      ({ params: { id } }) => change(id, (known) => ({ ...known, paused })),
    )
  app.post(
    '/v1/destinations/:id/test',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Look whether the destination can be reached with what is configured; a webhook gets a message of the type test',
        params: Params,
        response: { 200: z.object({ ok: z.boolean(), reason: z.string().nullable() }) },
      },
    },
    async ({ params: { id } }) => {
      const destination = find(id)
      if (destination.kind === 'files') return testFolder(deps.exportsFolder)
      if (!deps.testDestination)
        throw new WeirError('unavailable', 'activation does not run in this process: ask the one in which it does')
      const outcome = await deps.testDestination(destination)
      return outcome.kind === 'done' ? { ok: true, reason: null } : { ok: false, reason: outcome.reason }
    },
  )
  app.post(
    '/v1/destinations/:id/sync',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Look at everybody, and send what differs',
        params: Params,
        body: z.strictObject({
          force: z.boolean().default(false).describe('Sends all of it again, also what was confirmed'),
        }),
        response: { 202: DestinationAnswer },
      },
    },
    async ({ params: { id }, body: { force } }, reply) =>
      reply
        .code(202)
        .send(await change(id, (known) => ({ ...known, sync: { at: Math.max(clock.now(), (known.sync?.at ?? 0) + 1), force } }))),
  )
  app.get(
    '/v1/destinations/:id/difference',
    {
      config: { scope: 'read', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'What a sync would send now, without sending it',
        params: Params,
        response: { 200: DifferenceAnswer },
      },
    },
    async ({ params }) => {
      const destination = find(params.id)
      const state = running(deps)
      if (await people.isTooSmall(destination.segment))
        throw new WeirError('conflict', 'the segment has fewer members than its min_size: nobody is sent, and no number is shown')
      return compareWithMembers(state, people, destination)
    },
  )
  app.get(
    '/v1/destinations/:id/log',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        summary: 'The newest requests to the destination, and what became of them',
        params: Params,
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(1_000).default(100) }),
        response: { 200: z.object({ requests: z.array(RequestAnswer) }) },
      },
    },
    async ({ params, query: { limit } }) => {
      const entries = await newestRequests(running(deps), find(params.id), limit)
      return {
        requests: entries.map(({ at, took, reason, ...entry }) => ({
          at: iso(at),
          took_ms: took,
          ...entry,
          ...(reason === undefined ? {} : { reason }),
        })),
      }
    },
  )
  app.get(
    '/v1/destinations/:id/certificate',
    {
      config: { scope: 'export' },
      schema: {
        ...about,
        summary: 'Who was removed, why, when that was asked for, and when it was confirmed',
        params: Params,
        response: { 200: CertificateAnswer },
      },
    },
    async ({ params }, reply) => {
      const destination = find(params.id)
      const state = running(deps)
      void reply.header('cache-control', 'no-store')
      return certificate(destination, {
        at: clock.now(),
        people: (await destinationStatus(state, destination)).held,
        removals: removalsOf(state, destination),
      })
    },
  )
}

/** A destination keeps its kind; what it is made of may change. */
function changed(known: StoredDestination, body: DestinationInput): StoredDestination {
  const { id, created_at, sync } = known
  if (known.kind !== body.kind) {
    const faults = [{ path: 'kind', message: `it is of the kind ${known.kind}: delete it first, or take another id` }]
    throw new WeirError('invalid_field', 'the destination has faults', { faults })
  }
  return { ...body, id, created_at, ...(sync && { sync }) }
}

/** @throws WeirError unavailable where what activation keeps cannot be read. */
function running({ activation }: ReportingDeps): NonNullable<ReportingDeps['activation']> {
  if (activation) return activation
  throw new WeirError('unavailable', 'activation does not run here, so nothing is known of what was sent')
}

async function certificate(
  { id, segment }: StoredDestination,
  { at, people, removals }: { at: number; people: number; removals: AsyncIterable<Removal> },
): Promise<z.infer<typeof CertificateAnswer>> {
  const all: Removal[] = []
  for await (const removal of removals) {
    all.push(removal)
    if (all.length % 1_000 === 0) await setImmediate()
  }
  all.sort((a, b) => b.asked - a.asked || (a.person < b.person ? -1 : 1))
  const answers = all.map(({ person, reason, asked, confirmed, request }) => ({
    person,
    reason,
    asked_at: iso(asked),
    confirmed_at: confirmed === undefined ? null : iso(confirmed),
    request: request ?? null,
  }))
  const open = all.filter(({ confirmed }) => confirmed === undefined)
  const took = all.flatMap(({ asked, confirmed }) => (confirmed === undefined ? [] : [confirmed - asked]))
  const oldest = open.at(-1)
  return {
    destination: id,
    segment,
    made_at: iso(at),
    people,
    confirmed: took.length,
    open: open.length,
    oldest_open: oldest ? iso(oldest.asked) : null,
    slowest_ms: took.length === 0 ? null : took.reduce((most, one) => Math.max(most, one), 0),
    digest: hash('sha256', answers.map((one) => `${JSON.stringify(one)}\n`).join('')),
    removals: answers.slice(0, LISTED_MAX),
    more: answers.length > LISTED_MAX,
  }
}
