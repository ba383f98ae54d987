import { createHash } from 'node:crypto'

/** What senders write when they have no value (templates that were not filled, JavaScript's names for nothing, switched-off device ids). */
const WORDS = [
  '',
  '0',
  '-1',
  'null',
  '(null)',
  'nil',
  'none',
  'nan',
  'undefined',
  'unknown',
  'unset',
  'not set',
  '(not set)',
  'n/a',
  'na',
  'true',
  'false',
  'anonymous',
  'guest',
  '[object object]',
  '00000000-0000-0000-0000-000000000000',
]
const PLACEHOLDERS = new Set(WORDS)

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** Many senders hash without looking: the hash of "nothing" would glue all their visitors together. */
const HASHED_PLACEHOLDERS = new Set([...WORDS, ' ', 'NULL', 'None', 'NaN', 'N/A', 'Unknown', 'UNKNOWN', '+', '+0'].map(sha256))

/** Only zeros and separators: an advertising id that the user switched off, a zero phone number, an all-zero hash. */
const ZEROS = /^[0\s:+-]+$/

/** @returns true when the value names nobody. Give it the trimmed text, or a hash as 64 lower-case hex digits. */
export function isPlaceholder(text: string): boolean {
  return ZEROS.test(text) || PLACEHOLDERS.has(text.toLowerCase()) || HASHED_PLACEHOLDERS.has(text)
}
