// Held by targets/tiktok-streaming/target.test.ts

/** A request to a destination. */
export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
}

/** @throws when nothing is known of the request; whatever is thrown may quote it. */
export type Http = (request: HttpRequest) => Promise<{ status: number; text: string }>

const ANSWER_MS_MAX = 60_000
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

/** Over the network: no redirects, for a token has no business elsewhere. */
export const fetchHttp: Http = async ({ method, url, headers, body }) => {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    ...(body === undefined ? {} : { body }),
  })
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) throw new Error(`an answer has more than ${ANSWER_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return { status: response.status, text: Buffer.concat(chunks).toString() }
}
