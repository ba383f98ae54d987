/**
 * SHA-256 in plain script. The browser's own (`crypto.subtle`) is missing on pages without TLS, and
 * answers later: a page that is closed at once would lose the hit that waits for it.
 */

const START: number[] = []
const ROUND: number[] = []

const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0

// FIPS 180-4: fractions of the roots of the first primes.
for (let n = 2; ROUND.length < 64; n++) {
  let divisor = 2
  while (n % divisor > 0) divisor++
  if (divisor < n) continue
  if (START.length < 8) START.push(fraction(Math.sqrt(n)))
  ROUND.push(fraction(Math.cbrt(n)))
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The digest of the UTF-8 bytes of a text, as 64 lower-case hex digits. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const blocks = new Uint8Array(((bytes.length + 72) >> 6) << 6)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  const view = new DataView(blocks.buffer)
  view.setUint32(blocks.length - 4, bytes.length * 8)
  const state = START.slice()
  for (let at = 0; at < blocks.length; at += 64) addBlock(state, view, at)
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function addBlock(state: number[], view: DataView, at: number): void {
  const w: number[] = []
  const word = (i: number): number => w[i] ?? 0
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (const [i, constant] of ROUND.entries()) {
    const x = word(i - 15)
    const y = word(i - 2)
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3)
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10)
    w[i] = i < 16 ? view.getInt32(at + i * 4) : (word(i - 16) + s0 + word(i - 7) + s1) | 0
    const t1 = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + constant + word(i)
    const t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
  }
  for (const [i, added] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] ?? 0) + added) | 0
}
