/** Many outputs of a step share one piece of memory: one for each would cost more than its text. */
const SLAB_BYTES = 256 * 1024
/** A step of few outputs takes little: each further piece is twice as large as the one before. */
const FIRST_BYTES = 8 * 1024
/** A character of a text (UTF-16) takes so many bytes of UTF-8 at most. */
const BYTES_MAX = 3

/** Texts as UTF-8, behind one another in pieces of memory that live as long as any of them. */
export interface Slab {
  bytesOf(text: string): Uint8Array
}

export function createSlab(): Slab {
  let slab: Buffer | undefined
  let size = FIRST_BYTES
  let at = 0
  return {
    bytesOf(text) {
      const most = text.length * BYTES_MAX
      if (most > SLAB_BYTES / 8) return Buffer.from(text)
      if (!slab || slab.length - at < most) {
        slab = Buffer.allocUnsafeSlow(Math.max(size, most))
        size = Math.min(size * 2, SLAB_BYTES)
        at = 0
      }
      const start = at
      at += slab.write(text, start)
      return slab.subarray(start, at)
    },
  }
}
