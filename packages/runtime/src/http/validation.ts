import { issuePlace, WeirError, wellFormed } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import type { FastifyInstance, FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'

/** A schema's complaints as faults by dotted path. */
export function faultsOf(error: z.ZodError): FieldFault[] {
  return error.issues.flatMap((issue): FieldFault[] => {
    const path = issue.path.map(String).join('.')
    // An unknown field is reported against the object that holds it; the caller wants the field.
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, message: 'there is no such field' }))
    }
    return [{ path: issuePlace(issue), message: issue.message }]
  })
}

/** Fastify's validation by zod: all faults of the part (body, query ...) come back together. */
export const zodValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    // Rules and look-ups are compared with what came in as events.
    const parsed = schema.safeParse(wellFormed(data))
    if (parsed.success) return { value: parsed.data }
    return { error: new WeirError('invalid_field', 'the request has faults', { faults: faultsOf(parsed.error) }) }
  }

/** Deeper bodies are refused before a (recursive) schema looks at them. */
export const DEPTH_MAX = 64

/**
 * @returns whether arrays and objects are nested more than `max` deep. Does not recurse: the input
 *   is hostile.
 */
export function deeperThan(value: unknown, max: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    level = level.flatMap((node) => (typeof node === 'object' && node !== null ? Object.values(node) : []))
    if (depth >= max && level.length > 0) return true
  }
  return false
}

/** Refuses bodies nested deeper than {@link DEPTH_MAX} on all routes of this scope. */
export function limitDepth(app: FastifyInstance): void {
  app.addHook('preValidation', async (request: FastifyRequest) => {
    if (deeperThan(request.body, DEPTH_MAX)) throw new WeirError('too_deep', `a body may be nested ${DEPTH_MAX} deep`)
  })
}
