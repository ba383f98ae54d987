import { problem, WeirError } from '@weir/contracts'
import { bearer } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Ingest } from '../accept/accept.ts'
import { admitKey } from '../accept/admit.ts'
import { describedOnly } from '../accept/described-only.ts'
import { answerProblems } from '../accept/failures.ts'
import { mediaType } from '../parse/body.ts'
import { bodyBytes } from './body.ts'
import { DELIVERY_DESCRIPTION } from './description.ts'
import { importDelivery } from './import.ts'
import type { DeliveryImport } from './import.ts'
import type { DeliveryImportQuery } from './params.ts'
import { mustMaySend, readParams, sourceOf } from './params.ts'

const PATH = '/v1/delivery'
const ANSWERS = ['bad_token', 'missing_scope', 'too_large', 'unsupported_media_type', 'rate_limited', 'unavailable'] as const
const BYTES_MAX = 256 * 1024 * 1024

/**
 * Reports of ad platforms, read as they come: 202 with what was taken and the faults of what was
 * not; 400 with the same when nothing was. `preview=true` answers 200 and keeps nothing.
 */
export function deliveryRoutes(app: FastifyInstance, ingest: Ingest, config: ConfigView): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  answerProblems(app, ingest)
  // The body is read as it comes, and the query by readParams.
  describedOnly(app)
  app.post(
    PATH,
    { config: { public: true, dialect: 'delivery', answers: ANSWERS }, schema: DELIVERY_DESCRIPTION },
    async (request, reply) => {
      const key = await admitKey(request, bearer(request.headers.authorization), ingest, config)
      const params = readParams(request.query)
      const format = formatOf(params, mediaType(request))
      const source = sourceOf(params, format)
      mustMaySend(key, source)
      if (!config.deliverySource(source)) await config.caughtUp()
      const received = (bytes: number): void => ingest.rates.received('key', key.id, bytes)
      const bytes = bodyBytes(request.body, request.headers['content-encoding'], { bytesMax: BYTES_MAX, received })
      const known = config.deliverySource(source)
      return answer(reply, await importDelivery(ingest, bytes, { params, format, known, pace: ingest.newPace() }))
    },
  )
}

const JSON_TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
])

/** What the request calls its body; `format` says it where the type of the content does not. */
function formatOf({ format }: DeliveryImportQuery, type: string): 'json' | 'csv' {
  if (format !== undefined) return format
  if (JSON_TYPES.has(type)) return 'json'
  if (type === 'text/csv') return 'csv'
  const faults = [{ path: 'format', message: 'say "json" or "csv", or send application/json or text/csv' }]
  throw new WeirError('invalid_field', 'nothing says what the body is', { faults })
}

const ERRORS_MAX = 20

function answer(reply: FastifyReply, { taken, rejected, faults, totals, sample, ...imported }: DeliveryImport): FastifyReply {
  const body = {
    ...imported,
    rows: taken,
    rows_by: imported.rows,
    rejected: faults,
    rejected_rows: rejected,
    totals_left_out: totals,
    ...(imported.preview ? { sample } : {}),
  }
  if (imported.preview) return reply.code(200).send(body)
  if (taken > 0 || rejected === 0) return reply.code(202).send(body)
  const errors = faults
    .slice(0, ERRORS_MAX)
    .map(({ line, path, message }) => ({ path: `line ${line}${path === '' ? '' : ` ${path}`}`, message }))
  const refused = problem(new WeirError('invalid_field', 'no row could be used', { faults: errors }))
  return reply
    .code(400)
    .type('application/problem+json')
    .send({ ...body, ...refused })
}
