import { identifierDigest, WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { FreshParams } from '../../shared/time/freshness.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { pulled } from '../../shared/pulled.ts'
import { readKey } from '../key.ts'
import { NOBODY, NOTE } from '../route.ts'
import { documentOf } from './pieces.ts'

/** It is written as a stream. */
const DOCUMENT: z.ZodType = z.record(z.string(), z.unknown())

/** All that is kept of one person, for that person (GDPR, article 15). */
export function subjectAccessRoutes(app: App, deps: ReportingDeps, warehouse: ReportReader, freshness: Freshness): void {
  app.get(
    '/v1/people/:key/export',
    {
      exposeHeadRoute: false,
      config: { scope: 'export', audited: true },
      schema: {
        summary: 'All that is kept of one person',
        description:
          'Streamed JSON: identifiers (hashed) with when and by which hit they were linked, traits, consent, memberships and how they changed, all events of the person and of everybody who turned out to be that person, and refused events that quote an identifier of theirs. What somebody denied does not keep their data from them.',
        tags: ['people'],
        params: z.strictObject({ key: z.string().min(3).max(2048) }),
        querystring: z.strictObject(FreshParams),
        response: {
          200: {
            description: 'By topic',
            content: { 'application/json': { schema: DOCUMENT } },
          },
        },
      },
    },
    async (request, reply) => {
      const reflected = await freshness(request.query)
      const named = readKey(request.params.key)
      const found = named === undefined ? undefined : await deps.lookupPerson(named)
      const person = found?.blob && deps.decodePerson(found.blob)
      if (!found || !person || deps.erased.isGone(person)) throw new WeirError('not_found', NOBODY)
      const digest = typeof named === 'object' ? identifierDigest(named) : person.id
      return reply
        .header('cache-control', 'no-store')
        .header('x-weir-complete', String(reflected.complete))
        .header('content-disposition', `attachment; filename="person-${digest}.json"`)
        .type('application/json; charset=utf-8')
        .send(pulled(documentOf(deps, warehouse, [{ person, note: found.isShared ? NOTE : undefined }])))
    },
  )
}
