// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import type { Evidence } from '@weir/consent'
import type { ByteReader, ByteWriter } from './bytes.ts'

/** Writes how many there are, and each; instants are distances from `origin`. */
export function writeEvidence(w: ByteWriter, evidence: readonly Evidence[], origin: number): void {
  w.uint(evidence.length)
  for (const { way, at, code, part, seq } of evidence) {
    w.uint(way)
    w.int(at - origin)
    w.uint(code)
    w.uint(part)
    w.uint(seq)
  }
}

export function readEvidence(r: ByteReader, evidence: Evidence[], origin: number): void {
  for (let n = r.uint(); n > 0; n--)
    evidence.push({ way: r.uint(), at: origin + r.int(), code: r.uint(), part: r.uint(), seq: r.uint() })
}
