import { WeirError } from '@weir/contracts'

/**
 * Bytes as text, piece by piece, without a byte order mark.
 * @throws WeirError invalid_field where they are no UTF-8.
 */
export async function* decodeUtf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of bytes) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const faults = [{ path: 'body', message: 'is not UTF-8: save the file as UTF-8 (in Excel, "CSV UTF-8")' }]
    throw new WeirError('invalid_field', 'the file cannot be read', { faults, cause: error })
  }
}
