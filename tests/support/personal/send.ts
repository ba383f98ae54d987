import { request } from 'node:http'
import { encodedIn, ENCODING_STACKS, inTurn, PERSONAL_KINDS } from '@weir/testkit'
import type { Written } from './look.ts'
import { PLACES } from './places.ts'
import type { Sent } from './places.ts'

/** So many encodings are sent at once, in all places. */
const AT_ONCE = 5

/** The encodings of this turn. */
const STACKS = inTurn('encodings of personal data', ENCODING_STACKS, 4)
const requestsOf = (stacks: typeof STACKS): number =>
  Object.keys(PERSONAL_KINDS).length * stacks.length * Object.keys(PLACES).length

/** How many requests {@link sendEverywhere} makes. */
export const REQUESTS = requestsOf(STACKS)
/** How many it makes in all turns. */
export const ALL_REQUESTS = requestsOf(ENCODING_STACKS)

/**
 * Every kind in every encoding in every place.
 *
 * @param urlFor who answers a path. @param stacks those of this turn
 *   unless told. @param places all of them unless told.
 * @returns what came back, by place: heads as they came, and bodies.
 */
export async function sendEverywhere(
  urlFor: (path: string) => string,
  stacks = STACKS,
  places = PLACES,
): Promise<{ count: number; written: Written }> {
  const written: Written = {}
  let count = 0
  for (const text of Object.values(PERSONAL_KINDS)) {
    for (let from = 0; from < stacks.length; from += AT_ONCE) {
      const sent = stacks.slice(from, from + AT_ONCE).flatMap((stack) => {
        const canary = inHead(encodedIn(stack, text))
        return Object.entries(places).map(async ([where, place]) => ({ where, ...(await send(urlFor, place(canary))) }))
      })
      for (const { where, head, body } of await Promise.all(sent)) {
        written[`answer to ${where}`] = `${written[`answer to ${where}`] ?? ''}\n${head}\n${body}`
        count++
      }
    }
  }
  return { count, written }
}

/** What a head can carry. */
const inHead = (canary: string): string => canary.replaceAll(/[^ -~]/g, '_')

/** By hand: fetch would refuse some of these heads. */
function send(
  urlFor: (path: string) => string,
  { method = 'GET', path, headers = {}, body }: Sent,
): Promise<{ head: string; body: string }> {
  const { hostname, port } = new URL(urlFor(path))
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.on('end', () => resolve({ head: [answer.statusMessage, ...answer.rawHeaders].join('\n'), body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
