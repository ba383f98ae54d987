// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import { keysOf } from '@weir/contracts'
import type { PersonConsent, Said } from '@weir/consent'
import { nothingSaid, widened } from '@weir/consent'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { readConsent, writeConsent } from './profile.ts'
import { readInstant, writeInstant } from './window-states.ts'

/**
 * Writes the remembered statements: how many, what the forgotten ones add up to (if there are any),
 * and each of them.
 */
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

/** @param knowsKeys false for blobs without marks for what came without a key. */
export function readSaid(r: ByteReader, origin: number, knowsKeys: boolean): Said {
  const said = nothingSaid()
  const head = r.uint()
  if (head % 2 === 1) {
    said.exactFrom = readInstant(r, origin)
    readConsent(r, said.base, origin, knowsKeys)
  }
  let at = origin
  for (let left = Math.floor(head / 2); left > 0; left--) {
    at += r.int()
    const head = r.uint()
    const code = Math.floor(head / 2)
    said.statements.push({ at, code: knowsKeys ? code : widened(code), repeats: head % 2 === 1 })
  }
  return said
}

/** Makes the statements for blobs that only have their sum. */
export function forgotten(consent: PersonConsent): Said {
  const said = nothingSaid()
  for (const purpose of keysOf(consent)) {
    const standing = consent[purpose]!
    said.base[purpose] = { ...standing }
    said.exactFrom = Math.max(said.exactFrom, standing.at)
  }
  return said
}
