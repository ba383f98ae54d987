import { hash } from 'node:crypto'
import { BY_BASIS, PROOF_LENGTH_MAX } from '@weir/contracts'
import type { ConsentStatement } from '@weir/contracts'
import { scrub } from '@weir/identity'
import QuickLRU from 'quick-lru'
import type { SaidAboutConsent } from '../parse/parsed-event.ts'

/** Visitors send the same words with every hit. */
const CACHED = 1_000
const KEY_MAX = 8_192
const cache = new QuickLRU<string, string>({ maxSize: CACHED })

/**
 * How a hit came by what it says of consent, with the proof: what was sent, place by place, without
 * personal data.
 * @param by the letters of the signals that decided.
 * @returns undefined for a hit that says nothing: its source's basis decided.
 */
export function statementOf({ sent = [], gpc }: SaidAboutConsent, by: string): ConsentStatement | undefined {
  if (by === BY_BASIS && sent.length === 0 && gpc !== true) return undefined
  return { by, proof: proofOf(sent) }
}

function proofOf(sent: readonly unknown[]): string {
  const raw = JSON.stringify(sent)
  const known = cache.get(raw)
  if (known !== undefined) return known
  const proof = bounded(JSON.stringify(scrub(sent, 'consent', true)))
  if (raw.length <= KEY_MAX) cache.set(raw, proof)
  return proof
}

/** What is longer than a proof may be is cut, and its hash tells what the rest was. */
function bounded(text: string): string {
  if (text.length <= PROOF_LENGTH_MAX) return text
  const whole = { length: text.length, sha256: hash('sha256', text, 'hex') }
  for (let begin = PROOF_LENGTH_MAX - 128; ; begin = Math.floor(begin / 2)) {
    // Quotes are escaped once more, and half a character is none.
    const cut = JSON.stringify({ ...whole, begins_with: text.slice(0, begin).toWellFormed() })
    if (cut.length <= PROOF_LENGTH_MAX) return cut
  }
}
