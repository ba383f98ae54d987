import { lookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { request as requestHttp } from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Webhook } from 'standardwebhooks'

/** What is sent, and where. */
export interface WebhookMessage {
  url: string
  /** `whsec_...`: 24 to 64 bytes in base64. */
  secret: string
  /** The same for every try of one message: a receiver takes it once. */
  id: string
  /** When it is sent, Unix ms. */
  at: number
  body: string
  /** Whether it may go to addresses of the machine itself and of private networks. */
  allowPrivate: boolean
  /** How names are looked up; as node does unless told. */
  lookup?: typeof lookup
}

const ANSWER_MS_MAX = 15_000

/** It could not be delivered; the message says why, and has no secret. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
}

/**
 * Sends a message that is signed as standardwebhooks.com says: `webhook-id`, `webhook-timestamp`,
 * `webhook-signature`. Redirects are not followed. A name that leads to an address of a private
 * network is refused when the connection is made, whatever it led to before.
 * @returns the status of the answer.
 * @throws WebhookError for any status but 2xx, too.
 */
export async function sendWebhook(message: WebhookMessage): Promise<number> {
  const { url, secret, id, at, body } = message
  const target = new URL(url)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (!message.allowPrivate && isIP(host) > 0) mustBePublic(host)
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': signerOf(secret).sign(id, new Date(at), body),
  }
  const options: RequestOptions = {
    method: 'POST',
    headers,
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    ...(message.allowPrivate ? {} : { lookup: publicLookup(message.lookup ?? lookup) }),
  }
  const status = await statusOf(target, options, body)
  if (status < 200 || status > 299) throw new WebhookError(`the webhook answered with HTTP status ${status}`)
  return status
}

function signerOf(secret: string): Webhook {
  try {
    return new Webhook(secret)
  } catch {
    throw new WebhookError('the secret of the webhook is no "whsec_..." with base64 behind it')
  }
}

function statusOf(target: URL, options: RequestOptions, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    const onError = (error: Error): void =>
      reject(
        error instanceof WebhookError ? error : new WebhookError('the webhook could not be reached, or did not answer in 15 s'),
      )
    const sent = send(target, options, (answer: IncomingMessage) => {
      answer.resume()
      answer.on('error', onError)
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('error', onError)
    sent.end(body)
  })
}

/** Of IPv6 only 2000::/3 is global: what lies beside it may be an IPv4 address in another form. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address)
  return parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_V6))
}

function mustBePublic(address: string): void {
  if (!isPublic(address))
    throw new WebhookError(
      'the webhook leads to an address of this machine or of a private network, which WEIR_WEBHOOKS_PRIVATE does not allow',
    )
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/**
 * Fails where an address is not a public one. What is looked up is what is connected to: there is
 * no second look-up that could tell otherwise.
 */
function publicLookup(by: typeof lookup): NonNullable<RequestOptions['lookup']> {
  return (host, options: LookupOptions, found: Found) => {
    by(host, options, (error, address: string | LookupAddress[], family?: number) => {
      try {
        const addresses = typeof address === 'string' ? [address] : (address ?? []).map((one) => one.address)
        if (!error) for (const one of addresses) mustBePublic(one)
      } catch (refusal) {
        return found(refusal instanceof Error ? refusal : new WebhookError('the address cannot be read'), '')
      }
      found(error, address, family)
    })
  }
}
