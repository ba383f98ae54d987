import { parseWellFormed } from './well-formed.ts'

/**
 * A stored value is not what its topic holds. The message says what is wrong with it and never
 * quotes it: it may hold personal data, and goes to logs and to the rejected ones.
 */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

/**
 * Parses the value of a record, texts well-formed (also those that were stored before they were at
 * the edge).
 * @throws UnreadableError when it is no JSON; JavaScript's own error would quote it.
 */
export function parseRecordJson(value: Uint8Array): unknown {
  return parseRecordText(recordText(value))
}

/** The text of a record's value. */
export function recordText(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
}

/** {@link parseRecordJson} of a text that is needed as well. */
export function parseRecordText(json: string): unknown {
  if (json === '') throw new UnreadableError('it is empty')
  try {
    return parseWellFormed(json)
  } catch {
    throw new UnreadableError('it is not JSON')
  }
}
