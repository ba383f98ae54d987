import type { PersonConsent, Said } from '@weir/consent'
import { nothingSaid } from '@weir/consent'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { readConsent, writeConsent } from './codec-profile.ts'
import { readInstant, writeInstant } from './codec-tracks.ts'

/** What a blob says of the statements that are remembered: how many, what the forgotten ones add up to, if any are, and each. */
export function writeSaid(w: ByteWriter, { base, exactFrom, statements }: Said, origin: number): void {
  const forgot = exactFrom > -Infinity
  w.uint(statements.length * 2 + (forgot ? 1 : 0))
  if (forgot) {
    writeInstant(w, exactFrom, origin)
    writeConsent(w, base, origin)
  }
  let last = origin
  for (const { at, code, repeats } of statements) {
    w.int(at - last)
    w.uint(code * 2 + (repeats ? 1 : 0))
    last = at
  }
}

export function readSaid(r: ByteReader, origin: number): Said {
  const said = nothingSaid()
  const head = r.uint()
  if (head % 2 === 1) {
    said.exactFrom = readInstant(r, origin)
    readConsent(r, said.base, origin)
  }
  let at = origin
  for (let left = Math.floor(head / 2); left > 0; left--) {
    at += r.int()
    const code = r.uint()
    said.statements.push({ at, code: Math.floor(code / 2), repeats: code % 2 === 1 })
  }
  return said
}

/** Of blobs that say only what all statements add up to. */
export function forgotten(consent: PersonConsent): Said {
  const said = nothingSaid()
  for (const [purpose, standing] of Object.entries(consent) as [keyof PersonConsent, { at: number }][]) {
    said.base[purpose] = { ...consent[purpose]! }
    said.exactFrom = Math.max(said.exactFrom, standing.at)
  }
  return said
}
