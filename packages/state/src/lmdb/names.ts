/**
 * The ids of 1,024 ordinals in a row. Format u8, then
 * 1: ids of 32 hex digits, 16 bytes each, the ordinals of the page from its first on;
 * 2: any ids: per ordinal the length + 1 (u32; 0 for none) and the text.
 */
export const PAGE_SIZE = 1024
const HEX = 1
const ANY = 2
const HEX_ID = /^[0-9a-f]{32}$/
const HEX_BYTES = 16

export type NamePage = (string | undefined)[]

export function encodeNames(page: NamePage): Buffer {
  const dense = Array.from(page)
  if (dense.every((id) => id !== undefined && HEX_ID.test(id)))
    return Buffer.concat([Buffer.from([HEX]), Buffer.from(dense.join(''), 'hex')])
  const parts: Buffer[] = [Buffer.from([ANY])]
  for (const id of dense) {
    const length = Buffer.alloc(4)
    const text = Buffer.from(id ?? '')
    length.writeUInt32LE(id === undefined ? 0 : text.length + 1)
    parts.push(length, text)
  }
  return Buffer.concat(parts)
}

export function decodeNames(stored: Buffer): NamePage {
  if (stored[0] === HEX) {
    const digits = stored.toString('hex', 1)
    return Array.from({ length: (stored.length - 1) / HEX_BYTES }, (_, i) => digits.slice(i * 32, i * 32 + 32))
  }
  if (stored[0] !== ANY) throw new Error(`the state is damaged: a page of names has the format ${stored[0]}`)
  const page: NamePage = []
  for (let at = 1; at < stored.length;) {
    const length = stored.readUInt32LE(at)
    at += 4
    page.push(length === 0 ? undefined : stored.toString('utf8', at, at + length - 1))
    at += Math.max(0, length - 1)
  }
  return page
}
