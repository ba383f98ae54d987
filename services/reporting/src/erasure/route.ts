import { ID_TYPES, WAREHOUSE_RECEIPT, WeirError } from '@weir/contracts'
import type { StoredErasure } from '@weir/contracts'
import { z } from 'zod'
import { readKey } from '../people/key.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import { toldDestinations } from './destinations.ts'
import type { ToldDestination } from './destinations.ts'
import { certificateKey, certificateOf } from './certificate.ts'
import { requestErasure } from './request.ts'

const Place = z.enum(['waiting', 'done'])
const ErasureAnswer = z.object({
  erasure: z.string(),
  status: z
    .enum(['accepted', 'state', 'warehouse', 'done'])
    .describe('accepted, then where the person is being erased, then done'),
  persons: z
    .int()
    .describe('How many persons were found; 0 when nobody was known: late hits from before are refused all the same'),
  requested_at: z.string(),
  erased_up_to: z.string().nullable().describe('What was received until then is erased; who comes later is somebody new'),
  finished_at: z.string().nullable(),
  places: z.object({
    lists_and_exports: Place,
    state: Place,
    warehouse: Place,
    log: z.enum(['waiting', 'done', 'inert']).describe('inert: kept until its retention, and taken by nobody'),
  }),
  destinations: z
    .array(z.object({ segment: z.string(), consumer: z.string(), removal: z.enum(['open', 'closed']) }))
    .describe('Where the person was handed out: open until the consumer confirms the removal, at most WEIR_KEEP_REMOVALS'),
  counts: z.record(z.string(), z.record(z.string(), z.int())).describe('What was found where; batch: together with others'),
})

const Key = z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string(), alg: z.string(), use: z.string() })
const Id = z.strictObject({ id: z.string().min(1).max(64) })

/** Erasing people, and proof of it. */
export function erasureRoutes(app: App, deps: ReportingDeps): void {
  const { config } = deps

  app.delete(
    '/v1/people/:key',
    {
      config: { scope: 'erase' },
      schema: {
        summary: 'Erase one person',
        description: `The key is TYPE:VALUE with a type of ${ID_TYPES.join(', ')}, or person:ID. Everything of the person, and of all who turned out to be that person, goes: from the answer on no list, file or answer has them, within a minute neither state nor warehouse. Hits of before are dropped whenever they come; who sends a new one is somebody new.`,
        tags: ['people'],
        params: z.strictObject({ key: z.string().min(3).max(2048) }),
        response: { 202: ErasureAnswer },
      },
    },
    async (request, reply) => {
      const named = readKey(request.params.key)
      if (named === undefined) {
        throw new WeirError('invalid_field', 'the request has faults', {
          faults: [{ path: 'key', message: 'this value names nobody: give the identifier as it was sent, or person:ID' }],
        })
      }
      const { id, request: stored } = await requestErasure(deps, named)
      return reply
        .code(202)
        .header('cache-control', 'no-store')
        .header('location', `/v1/erasures/${id}`)
        .send(toAnswer(deps, id, stored))
    },
  )

  app.get(
    '/v1/erasures/:id',
    {
      config: { scope: 'erase' },
      schema: { summary: 'How far an erasure is', tags: ['people'], params: Id, response: { 200: ErasureAnswer } },
    },
    async (request, reply) => {
      const { id } = request.params
      void reply.header('cache-control', 'no-store')
      return toAnswer(deps, id, await mustFindErasure(deps, id))
    },
  )

  app.get(
    '/v1/erasures/:id/certificate',
    {
      config: { scope: 'erase', audited: true, answers: ['conflict'] },
      schema: {
        summary: 'A signed certificate of an erasure',
        description:
          'A JWS (RFC 7515) with the algorithm EdDSA; GET /v1/erasure-key has the key to verify it by. It names the person by keyed digests only.',
        tags: ['people'],
        params: Id,
        response: { 200: z.object({ statement: z.record(z.string(), z.unknown()), jws: z.string(), key: Key }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const stored = await mustFindErasure(deps, id)
      const { statement, jws } = await certificateOf(config, id, stored, destinationsOf(deps, stored))
      void reply.header('cache-control', 'no-store')
      return { statement: { ...statement }, jws, key: await certificateKey(config) }
    },
  )

  app.get(
    '/v1/erasure-key',
    {
      config: { scope: 'read' },
      schema: { summary: 'The key that certificates are verified by', tags: ['people'], response: { 200: Key } },
    },
    async () => certificateKey(config),
  )
}

/** @throws WeirError not_found. */
async function mustFindErasure({ config }: ReportingDeps, id: string): Promise<StoredErasure> {
  if (!config.erasures().has(id)) await config.caughtUp()
  const request = config.erasures().get(id)
  if (!request) throw new WeirError('not_found', 'there is no erasure with this id')
  return request
}

function destinationsOf({ config, clock, keep }: ReportingDeps, request: StoredErasure): ToldDestination[] {
  return toldDestinations(config, request, { now: clock.now(), keptMs: keep.removals })
}

function toAnswer(deps: ReportingDeps, id: string, request: StoredErasure): z.input<typeof ErasureAnswer> {
  const { config, erasureLedger } = deps
  const { stage, batch = '', found, requested_at, at, finished_at, counts = {} } = request
  const isLeft = stage === 'warehouse' || stage === 'done'
  const isUnloaded = stage === 'done' || config.eraseReceipts().has(`${batch}:${WAREHOUSE_RECEIPT}`)
  const logOf = stage === 'done' ? 'done' : 'waiting'
  return {
    erasure: id,
    status: stage,
    persons: found,
    requested_at: iso(requested_at),
    erased_up_to: isoOrNull(at),
    finished_at: isoOrNull(finished_at),
    places: {
      lists_and_exports: 'done',
      state: isLeft ? 'done' : 'waiting',
      warehouse: isUnloaded ? 'done' : 'waiting',
      log: erasureLedger === undefined ? 'inert' : logOf,
    },
    destinations: destinationsOf(deps, request),
    counts,
  }
}
