import { readAllowedOrigin, SOURCE_CODE, SourceInput, WeirError } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'

const Params = z.strictObject({ code: z.string().regex(SOURCE_CODE, 'this is no source code') })
const SourceAnswer = z.object({ code: z.string(), ...SourceInput.shape })
const Given = z.strictObject({
  ...SourceInput.shape,
  consent_basis: SourceInput.shape.consent_basis.unwrap().exactOptional().describe('Default: required.'),
})
const Stored = SourceAnswer.extend({ warnings: z.array(z.object({ code: z.string(), message: z.string() })).exactOptional() })

/**
 * The default basis is strict and may leave all hits without effect, so the answer says so at once.
 */
const BASIS_NOT_GIVEN = {
  code: 'consent_basis_required',
  message:
    '"consent_basis" was not given, so "required" is in force: a hit that says nothing of consent counts in source totals, ' +
    'without a person and in no segment. State consent in the hits, or give "assumed" if this sender only sends hits with consent.',
}

/** Where hits come from: Pixel codes, apps, event sets. */
export function sourceRoutes(app: App, { config }: ReportingDeps): void {
  const find = (code: string): z.output<typeof SourceAnswer> => {
    const source = config.source(code)
    if (!source) throw new WeirError('not_found', 'there is no source with this code')
    return source
  }

  app.put(
    '/v1/sources/:code',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Add or change a source',
        tags: ['sources'],
        params: Params,
        body: Given,
        response: { 200: Stored },
      },
    },
    async (request) => {
      const { consent_basis, ...given } = request.body
      await config.put(`source:${request.params.code}`, withOrigins({ ...given, consent_basis: consent_basis ?? 'required' }))
      return { ...find(request.params.code), ...(consent_basis === undefined ? { warnings: [BASIS_NOT_GIVEN] } : {}) }
    },
  )

  app.get(
    '/v1/sources/:code',
    {
      config: { scope: 'read' },
      schema: { summary: 'One source', tags: ['sources'], params: Params, response: { 200: SourceAnswer } },
    },
    async (request) => find(request.params.code),
  )

  app.get(
    '/v1/sources',
    {
      config: { scope: 'read' },
      schema: { summary: 'All sources', tags: ['sources'], response: { 200: z.object({ sources: z.array(SourceAnswer) }) } },
    },
    async () => ({ sources: config.sources() }),
  )

  app.delete(
    '/v1/sources/:code',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Remove a source: its hits are refused from then on',
        tags: ['sources'],
        params: Params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      find(request.params.code)
      await config.put(`source:${request.params.code}`, undefined)
      return reply.code(204).send(null)
    },
  )
}

/**
 * The source with its origins as they are compared.
 * @throws WeirError naming those that are none.
 */
function withOrigins(source: SourceInput): SourceInput {
  if (!source.allowed_origins) return source
  const origins: string[] = []
  const faults: FieldFault[] = []
  for (const [i, given] of source.allowed_origins.entries()) {
    const read = readAllowedOrigin(given)
    if ('origin' in read) origins.push(read.origin)
    else faults.push({ path: `allowed_origins.${i}`, message: read.message })
  }
  if (faults.length > 0) throw new WeirError('invalid_field', 'some of the origins are none', { faults })
  return { ...source, allowed_origins: [...new Set(origins)] }
}
