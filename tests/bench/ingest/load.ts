import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** Requests that differ in their ids only. */
export interface Load {
  url: string
  path: string
  headers: Readonly<Record<string, string>>
  /**
   * One body per kind of request; connections take them in turn. Every EVENT_ID and USER in it is
   * replaced before each sending.
   */
  bodies: readonly string[]
  connections: number
  seconds: number
  /** Draws a user's number. */
  user: () => number
  /**
   * At most so many requests, evenly over the time; without it each connection sends again as soon
   * as it has its answer.
   */
  requestsPerS?: number
}

export interface LoadResult {
  requests: number
  seconds: number
  /** Of the answers, counted from when the request was due. */
  p50Ms: number
  p99Ms: number
}

/** Placeholders of fixed length, so that the length of a request never changes. */
export const EVENT_ID = 'evt-##############'
export const USER = 'usr-@@@@@@@@'

let events = 0

/**
 * Keep-alive connections, each with one request under way: a closed loop. Written on bare sockets,
 * because a client that costs more than the server it measures would measure itself.
 * @throws Error for any answer but success.
 */
export async function run(load: Load): Promise<LoadResult> {
  const until = performance.now() + load.seconds * 1000
  const start = performance.now()
  const latencies: number[] = []
  const due = createPace(load.requestsPerS)
  await Promise.all(Array.from({ length: load.connections }, (_, i) => drive(load, i, { until, due }, latencies)))
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
  return { requests: latencies.length, seconds: (performance.now() - start) / 1000, p50Ms: at(0.5), p99Ms: at(0.99) }
}

interface Pace {
  /** When no more is sent, on the scale of performance.now. */
  until: number
  /** When the next request of all is due. */
  due: () => number
}

function createPace(perS: number | undefined): Pace['due'] {
  if (perS === undefined) return () => performance.now()
  let next = performance.now()
  return () => (next += 1000 / perS)
}

function drive(load: Load, i: number, { until, due }: Pace, latencies: number[]): Promise<void> {
  const { hostname, port } = new URL(load.url)
  const request = prepare(load, load.bodies[i % load.bodies.length] ?? '')
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true })
    let sentAt = 0
    let answer = ''
    const send = (): void => {
      request.renew(load.user)
      socket.write(request.bytes)
    }
    const sendWhenDue = (): void => {
      sentAt = due()
      if (sentAt >= until) return void socket.end(resolve)
      const inMs = sentAt - performance.now()
      if (inMs > 0) setTimeout(send, inMs)
      else send()
    }
    socket.on('connect', sendWhenDue)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      const length = lengthOf(answer)
      if (length === undefined || answer.length < length) return
      if (!succeeded(answer)) return void socket.destroy(new Error(`the server answered\n${answer}`))
      answer = ''
      latencies.push(performance.now() - sentAt)
      if (performance.now() < until) sendWhenDue()
      else socket.end(resolve)
    })
  })
}

/**
 * The request as bytes that are changed in place. By the time its answer is here, nobody holds the
 * bytes any more.
 */
function prepare(load: Load, body: string): { bytes: Buffer; renew(user: () => number): void } {
  const head = Object.entries({ host: 'bench', 'content-length': String(Buffer.byteLength(body)), ...load.headers })
  const text = `POST ${load.path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`
  const bytes = Buffer.from(text)
  const ids = places(bytes, EVENT_ID)
  const users = places(bytes, USER)
  return {
    bytes,
    renew(user) {
      for (const at of ids) writeDigits(bytes, at + 4, EVENT_ID.length - 4, ++events)
      for (const at of users) writeDigits(bytes, at + 4, USER.length - 4, user())
    },
  }
}

function places(bytes: Buffer, text: string): number[] {
  const found: number[] = []
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) found.push(at)
  return found
}

function writeDigits(bytes: Buffer, at: number, digits: number, value: number): void {
  let rest = value
  for (let i = at + digits - 1; i >= at; i--) {
    bytes[i] = 48 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}

/** How long the answer will be, once its head is there. */
function lengthOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const at = answer.indexOf('ontent-length: ')
  const other = at === -1 ? answer.indexOf('ontent-Length: ') : at
  return end + 4 + (other === -1 || other > end ? 0 : Number.parseInt(answer.slice(other + 15, other + 25), 10))
}

/** TikTok's dialect says in the body whether it took the events. */
function succeeded(answer: string): boolean {
  return (
    answer.startsWith('HTTP/1.1 204') ||
    answer.startsWith('HTTP/1.1 202') ||
    (answer.startsWith('HTTP/1.1 200') && answer.includes('"code":0,'))
  )
}
