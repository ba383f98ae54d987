import { z } from 'zod'
import { PURPOSES } from './consent.ts'

/**
 * What decides a purpose, by the letter under which it is written: one letter per purpose, in the
 * order of PURPOSES.
 * - `explicit`: an entry of `consent.purposes`; `platform`: booleans of a platform such as
 *   Shopify's.
 * - `opt_out`: a word such as `do_not_sell`; `unread`: something that is not understood.
 * - `basis`: nothing was said, and the source's basis decided.
 */
export const SIGNAL_LETTERS = {
  explicit: 'e',
  tcf: 't',
  gpp: 'g',
  us_privacy: 'u',
  google_consent_mode: 'm',
  platform: 's',
  gpc: 'c',
  limited_data_use: 'l',
  opt_out: 'o',
  unread: 'x',
  basis: 'b',
} as const
export type ConsentSignal = keyof typeof SIGNAL_LETTERS
/** Where the letter of a purpose is this, the event says nothing of it. */
export const UNSAID_LETTER = '-'

/** A proof has at most so many characters, see {@link ConsentStatement}. */
export const PROOF_LENGTH_MAX = 2_048

/**
 * How a hit came by what it says of consent. Hits that say nothing have none.
 * - `by`: per purpose the letter of the signal that decided.
 * - `proof`: what was sent, as JSON text without personal data.
 */
export const ConsentStatement = z.strictObject({
  by: z.string().regex(/^[a-z-]{5}$/),
  proof: z.string().max(PROOF_LENGTH_MAX),
})
export type ConsentStatement = z.infer<typeof ConsentStatement>

/** What decided each purpose of a hit that says nothing: the source's basis. */
export const BY_BASIS = SIGNAL_LETTERS.basis.repeat(PURPOSES.length)
