// Held by puller.test.ts
import { setTimeout as sleep } from 'node:timers/promises'
import { backoffMs } from '@weir/runtime'
import { z } from 'zod'
import { PullError } from './pull-error.ts'

/** An answer with rows, as it came, and what it says of the other pages. */
export interface ReportPage {
  bytes: Uint8Array
  rows: number
  /** Of all pages. */
  total: number
  pages: number
}

/** How the platform is asked. */
export interface Asking {
  /** The address in front of `/open_api`. */
  url: string
  token: string
  /** Where the token is, for messages. */
  tokenPlace: string
  /** Pauses between tries, ms. */
  pauses: { min: number; max: number }
  signal: AbortSignal
}

const PATH = '/open_api/v1.3/report/integrated/get/'
const TRIES = 8
const ANSWER_MS_MAX = 60_000
/** A page of 1,000 rows with all metrics has about half a megabyte. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

const RATE_LIMITED = 40100
const TOKEN_CODES: ReadonlySet<number> = new Set([40102, 40104, 40105])
/** Codes that other clients of this API ask again after; the platform's own failures are 5xxxx. */
const PASSING_CODES: ReadonlySet<number> = new Set([RATE_LIMITED, 40200, 40201, 40202, 40700])

const Envelope = z.object({
  code: z.number(),
  message: z.string().optional(),
  data: z
    .object({
      list: z.array(z.unknown()),
      page_info: z.object({ total_number: z.int().min(0), total_page: z.int().min(0) }),
    })
    .optional()
    .catch(undefined),
})

/**
 * Asks for one page, and again after growing pauses while the platform limits the rate or fails.
 * @throws PullError saying what has to be done.
 */
export async function askPage(asking: Asking, query: URLSearchParams): Promise<ReportPage> {
  for (let failures = 0; ; failures++) {
    try {
      return await askOnce(asking, query)
    } catch (error) {
      if (!(error instanceof PullError) || error.fault !== 'unavailable' || failures + 1 >= TRIES) throw error
    }
    await sleep(backoffMs(failures, asking.pauses), undefined, { signal: asking.signal, ref: false })
  }
}

async function askOnce(asking: Asking, query: URLSearchParams): Promise<ReportPage> {
  const bytes = await bytesOf(asking, query)
  const envelope = readEnvelope(bytes)
  const { code, data } = envelope
  if (code === 0 && data)
    return { bytes, rows: data.list.length, total: data.page_info.total_number, pages: data.page_info.total_page }
  if (code === 0) throw new PullError('unreadable', 'the answer has no "list" and "page_info": is the address that of TikTok?')
  const said = `TikTok answered ${code}${shown(envelope.message, asking.token)}`
  if (TOKEN_CODES.has(code))
    throw new PullError('token', `${said}: the token has expired or was revoked; put a new one into ${asking.tokenPlace}`)
  if (code === RATE_LIMITED) throw new PullError('unavailable', `${said}: more requests than the platform allows`)
  if (PASSING_CODES.has(code) || code >= 50_000) throw new PullError('unavailable', said)
  throw new PullError('refused', `${said}: check advertiser_id, and that the token may read its reports`)
}

async function bytesOf({ url, token, signal }: Asking, query: URLSearchParams): Promise<Uint8Array> {
  try {
    const response = await fetch(`${url}${PATH}?${query.toString()}`, {
      headers: { 'Access-Token': token },
      // Elsewhere the token has no business.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
    })
    const bytes = await wholeBody(response)
    if (response.status >= 500 || response.status === 429)
      throw new PullError('unavailable', `TikTok answered with HTTP status ${response.status}`)
    return bytes
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PullError) throw error
    // The cause may quote the request, and with it the token.
    throw new PullError('unavailable', 'TikTok could not be reached, or did not answer within a minute')
  }
}

async function wholeBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) throw new PullError('unreadable', `an answer has more than ${ANSWER_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function readEnvelope(bytes: Uint8Array): z.infer<typeof Envelope> {
  try {
    return Envelope.parse(JSON.parse(Buffer.from(bytes).toString()))
  } catch {
    // A proxy's page of apology, most often. The parser's message would quote it.
    throw new PullError('unavailable', 'TikTok answered with something that is no answer of its API')
  }
}

const SAID_MAX = 200

/** What the platform says, short, and without the token if it should quote it. */
function shown(message: string | undefined, token: string): string {
  if (message === undefined || message === '') return ''
  return ` (${message
    .replaceAll(token, '...')
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .slice(0, SAID_MAX)})`
}
