/**
 * An error in the words of ClickHouse's HTTP interface: number, name, and the text after
 * `DB::Exception:`.
 */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: number

  constructor(code: number, type: string, message: string) {
    super(`Code: ${code}. DB::Exception: ${message}. (${type})`)
    this.code = code
  }
}

/** @returns code and text of whatever the engine or we threw. */
export function describeError(error: unknown): { code: number; text: string } {
  if (error instanceof ServerError) return { code: error.code, text: error.message }
  const text = error instanceof Error ? error.message : String(error)
  const code = Number(/Code: (\d+)/.exec(text)?.[1] ?? 1002)
  return { code, text: text.includes('DB::Exception') ? text : `Code: ${code}. DB::Exception: ${text}. (UNKNOWN_EXCEPTION)` }
}

/**
 * The HTTP status that ClickHouse gives an error code (HTTPHandler.cpp), for the codes that matter
 * to clients.
 */
export function httpStatusOf(code: number): number {
  if ([516, 497, 164].includes(code)) return 403
  if ([60, 81, 47, 46, 457, 115].includes(code)) return 404
  if ([62, 27, 26, 38, 41, 69, 70, 72, 117, 53, 36, 456].includes(code)) return 400
  if (code === 159) return 408
  if (code === 307) return 413
  if (code === 202) return 503
  return 500
}
