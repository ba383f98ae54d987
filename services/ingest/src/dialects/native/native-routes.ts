import { problem, WeirError } from '@weir/contracts'
import type { ErrorCode } from '@weir/contracts'
import { bearer } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accept, refuseRequest } from '../../accept/accept.ts'
import type { Accepted, Ingest } from '../../accept/accept.ts'
import { admitKey } from '../../accept/admit.ts'
import { FORM, mediaType, saysGpc, takeRawBodies, bodyText } from '../../parse/body.ts'
import { describedOnly } from '../../accept/described-only.ts'
import { allowCrossOrigin } from '../../accept/cross-origin.ts'
import type { Candidate } from '../../parse/candidate.ts'
import { answerProblems } from '../../accept/failures.ts'
import { NATIVE_DESCRIPTION } from '../description/native.ts'
import { fromNative, fromNativeLines } from './from-native.ts'
import type { IngestLimits } from '../../parse/limits.ts'
import type { ParseContext } from '../../parse/parse-batch.ts'
import { freshSources, originAllowed, permitted } from '../../accept/authorisation.ts'

const PATH = '/v1/events'

type Reader = (text: string, reading: ParseContext) => Promise<Candidate[]>

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['application/json', fromNative],
  ['application/x-ndjson', fromNativeLines],
  ['application/ndjson', fromNativeLines],
  ['application/jsonl', fromNativeLines],
  ['text/plain', eitherForm],
  [FORM, eitherForm],
  ['', eitherForm],
])

/**
 * Our own form: one event, an array, or one per line. Good events of a batch are taken and bad ones
 * named: 202 with `accepted` and `rejected`, and `warnings` about those that were taken. When
 * nothing was taken the answer is 400 with the same fields inside problem JSON.
 */
export async function nativeRoutes(
  app: FastifyInstance,
  ingest: Ingest,
  config: ConfigView,
  limits: IngestLimits,
): Promise<void> {
  takeRawBodies(app)
  answerProblems(app, ingest)
  // A page may post with a key of its own, where a source lists its origin. Elsewhere a key in a
  // page is a mistake.
  const listed = (origin: string | undefined): boolean =>
    origin !== undefined &&
    config.sources().some((source) => (source.allowed_origins ?? []).length > 0 && originAllowed(source, origin, undefined))
  await allowCrossOrigin(app, [PATH], {
    origin: (origin, allow) => allow(null, listed(origin)),
    methods: ['POST'],
    maxAge: 600,
  })
  describedOnly(app)
  const answers = ['bad_token', 'missing_scope', 'too_large', 'unsupported_media_type', 'rate_limited', 'unavailable'] as const
  const route = { config: { public: true, dialect: 'native', answers }, bodyLimit: limits.wireBytesMax } as const
  app.post(PATH, { ...route, schema: NATIVE_DESCRIPTION }, async (request, reply) =>
    answer(reply, await take(request, ingest, config, limits)),
  )
}

async function take(request: FastifyRequest, ingest: Ingest, config: ConfigView, limits: IngestLimits): Promise<Accepted> {
  const key = await admitKey(request, bearer(request.headers.authorization), ingest, config)
  const pace = ingest.newPace()
  let candidates: Candidate[]
  try {
    const read = READERS.get(mediaType(request))
    if (!read) throw new WeirError('unsupported_media_type', 'send application/json or application/x-ndjson')
    candidates = await read(await bodyText(request, limits), { limits, pace })
  } catch (error) {
    return refuseRequest(ingest, error, { source: '', channel: 'server', raw: undefined })
  }
  await freshSources(
    config,
    candidates.flatMap(({ event }) => (event ? [event.source] : [])),
  )
  const permit = permitted(config, key, 'source')
  const accepted = await accept(ingest, {
    dialect: 'native',
    channel: 'server',
    candidates,
    permit,
    allOrNothing: false,
    gpc: saysGpc(request),
    pace,
  })
  for (const { source, code } of refusedSources(accepted, candidates)) ingest.credentials.refused(request, code, source)
  return accepted
}

/**
 * Sources that the key may not send for, once each: the answer names events, and is none of 403.
 */
function refusedSources({ rejected }: Accepted, candidates: readonly Candidate[]): Iterable<{ source: string; code: ErrorCode }> {
  const found = rejected.map(({ index, code }) => ({ source: candidates[index]!.source, code }))
  return new Map(found.map((one) => [`${one.code} ${one.source}`, one])).values()
}

/** Text without a better name: JSON if it is, else lines. */
async function eitherForm(text: string, reading: ParseContext): Promise<Candidate[]> {
  try {
    return await fromNative(text, reading)
  } catch (error) {
    const lines = error instanceof WeirError && error.code === 'invalid_json' && text.trim().includes('\n')
    if (lines) return fromNativeLines(text, reading)
    throw error
  }
}

/** The problem's own list of errors ends here; `rejected` names every event. */
const ERRORS_MAX = 20

function answer(reply: FastifyReply, { accepted, rejected, warnings }: Accepted): FastifyReply {
  const named = rejected.map(({ index, code, path, message }) => ({ index, code, path, message }))
  const [first] = named
  if (accepted > 0 || !first) return reply.code(202).send({ accepted, rejected: named, warnings })
  const errors = named
    .slice(0, ERRORS_MAX)
    .map(({ index, path, message }) => ({ path: path === '' ? String(index) : `${index}.${path}`, message }))
  const body = {
    ...problem(new WeirError(first.code, 'no event was taken', { faults: errors })),
    status: 400,
    accepted,
    rejected: named,
  }
  return reply.code(400).type('application/problem+json').send(body)
}
