import { ERRORS, WeirError, fieldOf } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import { toWeirError } from '@weir/runtime/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accept, refuseRequest } from '../accept/accept.ts'
import type { Accepted, Ingest } from '../accept/accept.ts'
import { FORM, mediaType, saysGpc, takeRawBodies, bodyText } from '../parse/body.ts'
import type { Candidate } from '../parse/candidate.ts'
import { isOurs, noteOurFault } from '../accept/failures.ts'
import { describedOnly } from '../accept/described-only.ts'
import { TIKTOK_DESCRIPTIONS } from './description/tiktok.ts'
import { fromBatch, fromTrack } from './events-api-1/from-events-api-1.ts'
import type { SourceField } from './events-api-1/from-events-api-1.ts'
import { fromEventsApi2 } from './events-api-2/from-events-api-2.ts'
import type { IngestLimits } from '../parse/limits.ts'
import type { DialectName } from '../metrics.ts'
import { parseBatch } from '../parse/parse-batch.ts'
import type { ParsedBatch, ParseContext } from '../parse/parse-batch.ts'
import { freshSources, permitted } from '../accept/authorisation.ts'
import { admitKey } from '../accept/admit.ts'
import { noteSource } from '../accept/shown-key.ts'
import { retryLater } from '../accept/slow-down.ts'

/** One form of body, and how it is read. */
interface Form {
  dialect: DialectName
  /** The field that holds the list of events. */
  list: string | undefined
  read: (body: ParsedBatch, reading: ParseContext) => Candidate[] | Promise<Candidate[]>
  sourceField: string
}

const NEWER: Form = { dialect: 'events_api_2', list: 'data', read: fromEventsApi2, sourceField: 'event_source_id' }
const track = (field: SourceField): Form => ({
  dialect: 'events_api_1',
  list: undefined,
  read: (body, reading) => fromTrack(body, field, reading),
  sourceField: field,
})
const batch = (field: SourceField): Form => ({
  dialect: 'events_api_1',
  list: 'batch',
  read: (body, reading) => fromBatch(body, field, reading),
  sourceField: field,
})

/** Some senders post the newer form to the older endpoints, too. */
const ENDPOINTS: readonly (readonly [path: keyof typeof TIKTOK_DESCRIPTIONS, form: Form])[] = [
  ['event/track', NEWER],
  ['pixel/track', track('pixel_code')],
  ['pixel/batch', batch('pixel_code')],
  ['app/track', track('tiktok_app_id')],
  ['app/batch', batch('tiktok_app_id')],
  ['offline/track', track('event_set_id')],
  ['offline/batch', batch('event_set_id')],
]

/** That many faults are named; the rest repeats them. */
const FAULTS_NAMED = 5

/**
 * TikTok's Events API, 2.0 and 1.0: the platform's envelope, also for faults. A request is taken as
 * a whole or not at all.
 */
export function tiktokRoutes(app: FastifyInstance, ingest: Ingest, config: ConfigView, limits: IngestLimits): void {
  takeRawBodies(app)
  describedOnly(app)
  app.setErrorHandler((error: unknown, request, reply) => sendFailure(reply, request, toWeirError(error), ingest))
  for (const [path, form] of ENDPOINTS) {
    for (const version of ['v1.2', 'v1.3']) {
      // The older version is another name of the same.
      const schema = { ...TIKTOK_DESCRIPTIONS[path], hide: version === 'v1.2' }
      app.post(
        `/open_api/${version}/${path}/`,
        { bodyLimit: limits.wireBytesMax, config: { public: true, dialect: form.dialect }, schema },
        async (request, reply) => {
          refuseFaulty(await take(request, form, ingest, config, limits))
          return reply.send({ code: 0, message: 'OK', request_id: request.id, data: {} })
        },
      )
    }
  }
}

async function take(
  request: FastifyRequest,
  expected: Form,
  ingest: Ingest,
  config: ConfigView,
  limits: IngestLimits,
): Promise<Accepted> {
  const token = request.headers['access-token']
  const key = await admitKey(request, typeof token === 'string' ? token : undefined, ingest, config)
  let permit = permitted(config, key, expected.sourceField)
  const seen: { source: string; raw: unknown } = { source: '', raw: undefined }
  const pace = ingest.newPace()
  let candidates: Candidate[]
  try {
    checkMediaType(request)
    const { form, body } = await parseAs(expected, await bodyText(request, limits), { limits, pace })
    permit = permitted(config, key, form.sourceField)
    seen.raw = wholeOf(body, form.list)
    seen.source = namedIn(body, form.sourceField)
    candidates = await form.read(body, { limits, pace })
    seen.source = candidates[0]?.source ?? seen.source
    noteSource(request, seen.source)
    await freshSources(
      config,
      candidates.flatMap(({ event }) => (event ? [event.source] : [])),
    )
    const source = permit(seen.source)
    if ('message' in source) throw new WeirError(source.code, source.message, { faults: [source] })
  } catch (error) {
    return refuseRequest(ingest, error, { ...seen, channel: 'server' })
  }
  const batch = { dialect: expected.dialect, channel: 'server', candidates, permit, allOrNothing: true } as const
  return accept(ingest, { ...batch, gpc: saysGpc(request), pace })
}

/** The body in the form of the endpoint, or in the newer one when that is what it is. */
async function parseAs(expected: Form, text: string, { limits, pace }: ParseContext): Promise<{ form: Form; body: ParsedBatch }> {
  if (expected !== NEWER && text.includes('"event_source_id"')) {
    const body = await parseBatch(text, NEWER.list, limits, pace)
    if (typeof body.whole === 'object' && body.whole !== null && 'event_source_id' in body.whole && body.items) {
      return { form: NEWER, body }
    }
  }
  return { form: expected, body: await parseBatch(text, expected.list, limits, pace) }
}

/** The body with its list of events again, for the note of its refusal. */
function wholeOf({ whole, items }: ParsedBatch, list: string | undefined): unknown {
  if (list === undefined || !items) return whole
  return { ...Object(whole), [list]: items.map((item) => ('raw' in item ? item.raw : undefined)) }
}

/**
 * The source that an envelope names, whatever is wrong with it otherwise: its owner finds the
 * refusal.
 */
function namedIn({ whole }: ParsedBatch, field: string): string {
  const named = fieldOf(whole, field)
  return typeof named === 'string' || typeof named === 'number' ? String(named) : ''
}

/** Senders that forget the header still send JSON. Forms and files are a mistake worth naming. */
function checkMediaType(request: FastifyRequest): void {
  const type = mediaType(request)
  if (type === '' || type === 'application/json' || type === 'text/plain' || type === FORM) return
  const message = 'Must be application/json.'
  throw new WeirError('unsupported_media_type', message, { faults: [{ path: 'Content-Type', message }] })
}

function refuseFaulty({ rejected }: Accepted): void {
  const [first] = rejected
  if (!first) return
  throw new WeirError(first.code, 'events were refused', { faults: rejected.flatMap((one) => one.faults).slice(0, FAULTS_NAMED) })
}

/**
 * HTTP 200 like the platform, whose senders read the code in the body; 503 and 500 when the fault
 * is ours, so that they try again.
 */
function sendFailure(reply: FastifyReply, request: FastifyRequest, error: WeirError, ingest: Ingest): FastifyReply {
  const { status, tiktok } = ERRORS[error.code]
  ingest.metrics.refused(request.routeOptions.config.dialect ?? 'events_api_2', error.code)
  ingest.credentials.refused(request, error.code)
  retryLater(reply, error)
  if (isOurs(error)) noteOurFault(error, request, reply, ingest)
  const faults = error.faults.map((one) => (one.path === '' ? one.message : `${one.path}: ${one.message}`))
  const message = faults.length > 0 ? faults.join('; ') : error.message
  return reply.code(status >= 500 ? status : 200).send({ code: tiktok, message, request_id: request.id, data: {} })
}
