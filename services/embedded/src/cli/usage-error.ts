/**
 * The user asked for something that makes no sense, or a file or service is not as it should be:
 * the message says it all.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Kinds of errors that only a fault of ours can raise: their stack belongs into a report. */
const OURS = [TypeError, ReferenceError, RangeError, SyntaxError]

/**
 * What to print about an error: those that we raise say what to do, the others come with their
 * stack.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const parsing = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  return !parsing && OURS.some((kind) => error instanceof kind) ? (error.stack ?? error.message) : error.message
}
