import { promisify } from 'node:util'
import type { ZlibOptions } from 'node:zlib'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { WeirError } from '@weir/contracts'
import { utf8 } from './json.ts'
import type { IngestLimits } from './limits.ts'

type Decompress = (body: Buffer, options: ZlibOptions) => Promise<Buffer>

const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['deflate', inflateEither],
])

const [inflateZlib, inflateBare] = [promisify(inflate), promisify(inflateRaw)]

/** HTTP's `deflate` has a zlib header (RFC 9110, 8.4.1.2); some senders leave it out. */
function inflateEither(body: Buffer, options: ZlibOptions): Promise<Buffer> {
  const hasHeader = (body[0]! & 0x0f) === 8 && ((body[0]! << 8) | (body[1] ?? 0)) % 31 === 0
  return hasHeader ? inflateZlib(body, options) : inflateBare(body, options)
}

/**
 * The text of a request's body.
 * @param encoding the Content-Encoding header.
 * @throws WeirError invalid_encoding, too_large (also for bombs: expanding stops at the limit),
 *   unsupported_media_type, invalid_json.
 */
export async function decode(body: unknown, encoding: string | undefined, limits: IngestLimits): Promise<string> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new WeirError('invalid_json', 'the body is empty')
  const coding = (encoding ?? '').trim().toLowerCase()
  if (coding === '' || coding === 'identity') return utf8(body)
  const decompress = DECOMPRESS.get(coding)
  if (!decompress) throw new WeirError('unsupported_media_type', 'bodies may be compressed with gzip, deflate or br')
  const maxOutputLength = Math.min(limits.bodyBytesMax, Math.max(limits.freeBytes, body.length * limits.expansionMax))
  try {
    return utf8(await decompress(body, { maxOutputLength }))
  } catch (error) {
    if (error instanceof WeirError) throw error
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw tooLarge
      ? new WeirError('too_large', `the body expands to more than ${maxOutputLength} bytes`)
      : new WeirError('invalid_encoding', `the body is not valid ${coding}`)
  }
}
