// Held by target.test.ts
import { hash } from 'node:crypto'
import type { SendOutcome } from '@weir/destinations'
import { z } from 'zod'
import type { Http } from '../../http.ts'

/** How the platform is asked. */
export interface TiktokApi {
  /** @returns what became of it, with the data of the answer where all is well. */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<TiktokAnswer>
  /** Sends a form with a file of ASCII text, as `file`. */
  upload(path: string, fields: Readonly<Record<string, string>>, file: { name: string; text: string }): Promise<TiktokAnswer>
}

/** What became of a request, with the data of the answer where all is well. */
export interface TiktokAnswer {
  outcome: SendOutcome
  data?: Record<string, unknown>
}

export interface TiktokApiOptions {
  /** The address in front of `/open_api`. */
  url: string
  http: Http
  /** Reads the token, anew for each request. @throws Error saying where it was looked for. */
  token: () => Promise<string>
}

const CODES = { permission: 40001, parameter: 40002, partly: 20001 }
const RATE_CODES: ReadonlySet<number> = new Set([40016, 40100, 40133])
const TOKEN_CODES: ReadonlySet<number> = new Set([40102, 40104, 40105])
/** Until somebody has done something about it, ms. */
const PERMISSION_MS = 300_000
const TOKEN_MS = 30_000

const Envelope = z.object({
  code: z.number(),
  message: z.string().default(''),
  request_id: z.string().default(''),
  data: z.record(z.string(), z.unknown()).optional().catch(undefined),
})

export function createTiktokApi({ url, http, token }: TiktokApiOptions): TiktokApi {
  const request = async (method: 'GET' | 'POST', path: string, contentType: string, body?: string): Promise<TiktokAnswer> => {
    const secret = await token().catch((error: unknown) => (error instanceof Error ? error : new Error('there is no token')))
    if (secret instanceof Error) return blocked(secret.message, '', TOKEN_MS)
    const headers = { 'access-token': secret, 'content-type': contentType }
    const sent = { method, url: `${url}/open_api/v1.3/${path}`, headers, ...(body === undefined ? {} : { body }) }
    // What is thrown may quote the request, and with it the token.
    const answer = await http(sent).catch(() => undefined)
    if (!answer) return unknown('TikTok could not be reached, or did not answer in time')
    if (answer.status === 429) return blocked('TikTok answered with HTTP status 429', '')
    if (answer.status >= 500) return unknown(`TikTok answered with HTTP status ${answer.status}`)
    const envelope = envelopeOf(answer.text)
    if (!envelope) return unknown('TikTok answered with something that is no answer of its API')
    return read(envelope, secret)
  }
  return {
    ask: (method, path, body) => request(method, path, 'application/json', body && JSON.stringify(body)),
    upload(path, fields, { name, text }) {
      const boundary = `weir-${hash('sha256', text).slice(0, 32)}`
      const part = (about: string, value: string): string =>
        `--${boundary}\r\nContent-Disposition: form-data; ${about}\r\n\r\n${value}\r\n`
      const parts = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, value))
      const file = part(`name="file"; filename="${name}"\r\nContent-Type: text/csv`, text)
      return request('POST', path, `multipart/form-data; boundary=${boundary}`, `${parts.join('')}${file}--${boundary}--\r\n`)
    },
  }
}

function read(envelope: z.infer<typeof Envelope>, secret: string): TiktokAnswer {
  const { code, message, request_id: request, data = {} } = envelope
  const said = `TikTok answered ${code}${shown(message, secret)}`
  if (code === 0) return { outcome: { kind: 'done', request }, data }
  if (RATE_CODES.has(code)) return blocked(said, request)
  if (TOKEN_CODES.has(code)) return blocked(`${said}: the token has expired or was revoked`, request, TOKEN_MS)
  if (code === CODES.permission) return blocked(`${said}: the token may not do this`, request, PERMISSION_MS)
  if (code === CODES.parameter && /audience id/i.test(message))
    return blocked(`${said}: the audience is not there any more; delete the destination and make it anew`, request, PERMISSION_MS)
  if (code >= 40_000 && code < 50_000) return { outcome: { kind: 'refused', reason: said, request } }
  if (code === CODES.partly) return { outcome: { kind: 'refused', reason: said, request } }
  return unknown(said, request)
}

function blocked(reason: string, request: string, forMs?: number): { outcome: SendOutcome } {
  return { outcome: { kind: 'blocked', reason, request, ...(forMs === undefined ? {} : { forMs }) } }
}

function unknown(reason: string, request = ''): { outcome: SendOutcome } {
  return { outcome: { kind: 'unknown', reason, request } }
}

function envelopeOf(text: string): z.infer<typeof Envelope> | undefined {
  try {
    return Envelope.parse(JSON.parse(text))
  } catch {
    // A proxy's page of apology, most often.
    return undefined
  }
}

const SAID_MAX = 200

/** What the platform says, short, without the token, and without hashes that it may quote. */
function shown(message: string, token: string): string {
  if (message === '') return ''
  return ` (${message
    .replaceAll(token, '...')
    .replaceAll(/[0-9a-f]{32,}/gi, '...')
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .slice(0, SAID_MAX)})`
}
