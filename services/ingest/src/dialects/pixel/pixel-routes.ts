import { WeirError } from '@weir/contracts'
import type { Source } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accept } from '../../accept/accept.ts'
import type { Ingest } from '../../accept/accept.ts'
import { allowCrossOrigin } from '../../accept/cross-origin.ts'
import { admitSources, requestBytes } from '../../accept/admit.ts'
import { describedOnly } from '../../accept/described-only.ts'
import { PIXEL_GET, PIXEL_POST } from '../description/pixel.ts'
import { saysGpc, takeRawBodies, bodyText } from '../../parse/body.ts'
import { answerProblems } from '../../accept/failures.ts'
import { stringKeyOf } from '../../parse/consent-strings-said.ts'
import { fault } from '../../parse/fault.ts'
import { fromPixelWire, pixelCodes } from './from-pixel-wire.ts'
import { parseBodyJson, utf8 } from '../../parse/json.ts'
import type { IngestLimits } from '../../parse/limits.ts'
import { freshSources, originAllowed } from '../../accept/authorisation.ts'
import { noteSource } from '../../accept/shown-key.ts'

/** The prefix of the pixel's paths; CORS is answered below it and nowhere else. */
export const PIXEL_PREFIX = '/api/v2'
/** Not in the description of the API. */
const HIDDEN = { hide: true }
const MAIN = '/pixel'
const HITS = [MAIN, '/pixel/act', '/shopify_pixel', '/shopify_pixel/act']
/** The library's housekeeping: answered, never stored. */
const HOUSEKEEPING = ['/pixel/inter', '/pixel/perf', '/pixel/monitor', '/pixel/enrich_ipv6', '/monitor', '/enrich_ipv6']

/**
 * What a hit without a key may take in the log: this many bytes plus this many times its own size.
 */
const STORED_BYTES_FREE = 4_096
const STORED_FACTOR = 2

/**
 * What the browser pixel talks to. No key: a pixel code is public. Bodies are JSON whatever they
 * are called (sendBeacon says text/plain). No credentials are looked at, so any origin may ask; a
 * source may list those it takes hits from.
 */
export async function pixelRoutes(app: FastifyInstance, ingest: Ingest, config: ConfigView, limits: IngestLimits): Promise<void> {
  takeRawBodies(app)
  describedOnly(app)
  answerProblems(app, ingest)
  const paths = [...HITS, ...HOUSEKEEPING].map((path) => PIXEL_PREFIX + path)
  await allowCrossOrigin(app, paths, { origin: true, methods: ['GET', 'POST'], maxAge: 86_400 })
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.dialect === 'pixel') ingest.rates.admit('address', request.ip)
  })
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.dialect === 'pixel') ingest.rates.received('address', request.ip, requestBytes(request))
  })
  const answers = ['invalid_json', 'unknown_source', 'too_large', 'rate_limited', 'unavailable'] as const
  const route = { config: { public: true, dialect: 'pixel', answers }, bodyLimit: limits.wireBytesMax } as const

  for (const path of HITS) {
    // The others are names that pages use for the same.
    const hide = path !== MAIN
    app.post(path, { ...route, schema: { ...PIXEL_POST, hide } }, async (request, reply) => {
      const text = await bodyText(request, limits)
      return take(text, request, reply, ingest, config, limits)
    })
    app.get(path, { ...route, schema: { ...PIXEL_GET, hide }, exposeHeadRoute: false }, async (request, reply) => {
      return take(messageOf(request.query), request, reply, ingest, config, limits)
    })
  }
  for (const path of HOUSEKEEPING) {
    app.post(path, { ...route, schema: HIDDEN }, async (_request, reply) => reply.code(204).send())
    app.get(path, { ...route, schema: HIDDEN, exposeHeadRoute: false }, async (_request, reply) => reply.code(204).send())
  }
}

async function take(
  text: string,
  request: FastifyRequest,
  reply: FastifyReply,
  ingest: Ingest,
  config: ConfigView,
  limits: IngestLimits,
): Promise<FastifyReply> {
  const body = parseBodyJson(text)
  const codes = pixelCodes(body, limits)
  if (codes.length === 0) return reply.code(204).send()
  await freshSources(config, codes)
  const { known, unknown } = byKnown(codes, config)
  noteSource(request, known[0]?.code ?? '')
  const sources = openTo(request, reply, known)
  admitSources(request, sources.keys(), ingest)
  // An unknown code is refused like an event, so that a mistyped one can be found.
  const asked = [...sources.keys(), ...unknown.slice(0, UNKNOWN_NOTED)]
  const candidates = fromPixelWire(body, asked, request.headers['user-agent'], consentIn(request.query), limits)
  const permit = (code: string) => sources.get(code) ?? fault('unknown_source', 'context.pixel.code', 'the pixel is not known')
  const { accepted, rejected } = await accept(ingest, {
    dialect: 'pixel',
    channel: 'pixel',
    candidates,
    permit,
    allOrNothing: false,
    gpc: saysGpc(request),
    address: request.ip,
    pace: ingest.newPace(),
    storedBytesMax: STORED_BYTES_FREE + STORED_FACTOR * Buffer.byteLength(text) + (request.headers['user-agent']?.length ?? 0),
  })
  const [first] = rejected
  if (accepted === 0 && first) throw new WeirError(first.code, 'the hit was refused', { faults: [...first.faults] })
  if (unknown.length > 0) ingest.credentials.refused(request, 'unknown_source', '')
  return reply.code(204).send()
}

/** What the query says of consent: `gdpr`, `gdpr_consent`, `gpp`, `gpp_sid`, `us_privacy`. */
function consentIn(query: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(query)).filter(([key]) => stringKeyOf(key) !== undefined))
}

/** How many unknown codes of one hit are kept among the refusals. */
const UNKNOWN_NOTED = 5

function byKnown(codes: readonly string[], config: ConfigView): { known: Source[]; unknown: string[] } {
  const known = codes.map((code) => config.source(code)).filter((source) => source !== undefined)
  return { known, unknown: codes.filter((code) => config.source(code) === undefined) }
}

function openTo(request: FastifyRequest, reply: FastifyReply, sources: readonly Source[]): Map<string, Source> {
  const { origin, referer } = request.headers
  const open = sources.filter((source) => originAllowed(source, origin, referer))
  if (open.length > 0 || sources.length === 0) return new Map(open.map((source) => [source.code, source]))
  void reply.removeHeader('access-control-allow-origin')
  throw new WeirError('origin_not_allowed', 'the pixel does not take hits from this origin')
}

/** The hit of the GET form: base64 (either alphabet) of the JSON, or the JSON itself. */
function messageOf(query: unknown): string {
  const message: unknown =
    typeof query === 'object' && query !== null && 'analytics_message' in query ? query.analytics_message : undefined
  if (typeof message === 'string' && message.trimStart().startsWith('{')) return message
  if (typeof message === 'string' && message !== '') return utf8(Buffer.from(message.replaceAll(' ', '+'), 'base64'))
  throw new WeirError('invalid_field', 'the hit is missing', {
    faults: [{ path: 'analytics_message', message: 'Missing data for required field.' }],
  })
}
