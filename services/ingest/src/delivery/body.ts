import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { WeirError } from '@weir/contracts'

const DECOMPRESS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
])

/**
 * The bytes of a body as they come, decompressed.
 * @param received is told how many bytes came, before they are decompressed.
 * @throws WeirError while reading: too_large beyond `bytesMax` decompressed bytes, invalid_encoding
 *   for broken compression; at once unsupported_media_type.
 */
export function bodyBytes(
  body: unknown,
  encoding: string | undefined,
  { bytesMax, received }: { bytesMax: number; received: (bytes: number) => void },
): AsyncIterable<Uint8Array> {
  const coding = (encoding ?? '').trim().toLowerCase()
  const decompress = DECOMPRESS.get(coding)
  if (!decompress && coding !== '' && coding !== 'identity')
    throw new WeirError('unsupported_media_type', 'bodies may be compressed with gzip, deflate or br')
  const wire = body instanceof Readable ? body : Readable.from([])
  wire.on('data', (chunk: Buffer) => received(chunk.length))
  if (!decompress) return limited(wire, bytesMax)
  const whole = decompress()
  // pipe() does not pass failures on: a request that breaks off must end the reading.
  wire.once('error', (error) => whole.destroy(error))
  wire.once('aborted', () => whole.destroy(brokenOff()))
  return limited(wire.pipe(whole), bytesMax, coding)
}

async function* limited(stream: Readable, bytesMax: number, coding?: string): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > bytesMax) throw new WeirError('too_large', `a body may have ${bytesMax} bytes: send the file in parts`)
      yield chunk
    }
  } catch (error) {
    if (error instanceof WeirError) throw error
    if (
      coding !== undefined &&
      error instanceof Error &&
      'errno' in error &&
      'code' in error &&
      /^Z_|^ERR_/.test(String(error.code))
    )
      throw new WeirError('invalid_encoding', `the body is not valid ${coding}`, { cause: error })
    throw brokenOff(error)
  }
}

function brokenOff(cause?: unknown): WeirError {
  return new WeirError('invalid_field', 'the body broke off before its end', { cause })
}
