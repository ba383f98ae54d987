import { createHmac, timingSafeEqual } from 'node:crypto'
import { WeirError } from '@weir/contracts'
import { sharedSecret } from '@weir/runtime'
import { z } from 'zod'
import type { ReportingDeps } from './deps.ts'

/** The key that reads and the list it reads: a cursor works for no other key and no other list. */
export interface CursorScope {
  /** The id of the key. */
  key: string
  /** What is listed, such as `members/1234`. */
  list: string
}

/**
 * Cursors of all lists. They are opaque to callers and signed, so that one that was changed in any
 * way, or that was given to another key or for another list, is refused; they name places, never
 * people. Every process of the deployment knows the cursors of the others.
 */
export interface Cursors {
  give(reading: CursorScope, place: readonly (string | number)[]): Promise<string>
  /**
   * @param place what a place looks like.
   * @throws WeirError invalid_field when the cursor is not one of this reading, or too old.
   */
  take<T>(reading: CursorScope, cursor: string, place: z.ZodType<T>): Promise<T>
}

/** For query strings. */
export const CursorParam = z
  .string()
  .max(1000)
  .exactOptional()
  .describe('From the answer before; good for 24 h, with the same key')

const GOOD_FOR_MS = 24 * 3_600_000
const SECRET = 'cursors'
const Said = z.tuple([z.int(), z.array(z.union([z.string(), z.number()]))])

export function createCursors({ config, clock }: Pick<ReportingDeps, 'config' | 'clock'>): Cursors {
  const sign = async ({ key, list }: CursorScope, said: string): Promise<string> =>
    signature(await sharedSecret(config, SECRET), [key, list, said])

  return {
    async give(reading, place) {
      const said = Buffer.from(JSON.stringify([clock.now() + GOOD_FOR_MS, place])).toString('base64url')
      return `${said}.${await sign(reading, said)}`
    },
    async take(reading, cursor, place) {
      const [said = '', signed = '', ...more] = cursor.split('.')
      if (more.length > 0 || !isSame(signed, await sign(reading, said))) refuse('this is no cursor of this list and this key')
      const [until, found] = Said.parse(JSON.parse(Buffer.from(said, 'base64url').toString()))
      if (clock.now() >= until) refuse('the cursor has expired after 24 h: begin anew without one')
      const parsed = place.safeParse(found)
      return parsed.success ? parsed.data : refuse('this is no cursor of this list')
    },
  }
}

/** What proves that we said this. */
export function signature(secret: Uint8Array, said: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(said)).digest('base64url')
}

/** Whether two signatures are the same, in constant time. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function refuse(message: string): never {
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'cursor', message }] })
}
