import { ClickHouseError } from '@clickhouse/client'

/**
 * Whose fault it is.
 * - `data`: a value in the inserted rows cannot be read as its column: the same rows will be
 *   refused again.
 * - `limit`: the statement hit its limit of time, memory or rows.
 * - `outage`: the warehouse is away, starting, full or overloaded: try later.
 * - `statement`: anything else it answered: a missing table, wrong credentials, a bug of ours.
 */
export type WarehouseFault = 'data' | 'limit' | 'outage' | 'statement'

/** What a call to the warehouse fails with. */
export class WarehouseError extends Error {
  override readonly name = 'WarehouseError'
  /** ClickHouse's name of the error (`TIMEOUT_EXCEEDED`) or the socket's (`ECONNREFUSED`). */
  readonly code: string
  readonly fault: WarehouseFault
  /**
   * The statement may or may not have been carried out, wholly or in part: look before you repeat
   * it.
   */
  readonly outcomeUnknown: boolean

  constructor(message: string, about: { code: string; fault: WarehouseFault; outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: about.cause })
    this.code = about.code
    this.fault = about.fault
    this.outcomeUnknown = about.outcomeUnknown
  }

  /** The same call may succeed later (after looking, when the outcome is unknown). */
  get retryable(): boolean {
    return this.fault === 'outage'
  }
}

/**
 * Codes of ClickHouse's ErrorCodes.cpp that say that a row cannot be read, seen with JSONEachRow.
 */
const DATA = new Set([6, 25, 26, 27, 32, 33, 38, 41, 53, 69, 70, 72, 117, 131, 321, 349, 376, 407, 467, 691])
/** Too slow, too much memory, too many rows or bytes, too deep or large a statement. */
const LIMIT = new Set([158, 159, 160, 167, 168, 241, 306, 307, 396])
/**
 * Too busy, too many parts, killed, shutting down, read-only, no space, no keeper, a broken
 * connection inside the cluster.
 */
const OUTAGE = new Set([3, 74, 75, 76, 198, 201, 202, 203, 209, 210, 225, 236, 242, 243, 252, 319, 394, 439, 999])

function faultOf(code: number): WarehouseFault {
  if (DATA.has(code)) return 'data'
  if (LIMIT.has(code)) return 'limit'
  return OUTAGE.has(code) ? 'outage' : 'statement'
}

/** The connection was never made, so nothing can have happened. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * @param writes whether the statement changes anything (a read that failed has no outcome to wonder
 *   about).
 */
export function toWarehouseError(cause: unknown, writes: boolean): WarehouseError {
  if (cause instanceof WarehouseError) return cause
  if (cause instanceof ClickHouseError) {
    const fault = faultOf(Number(cause.code))
    // A refused row is refused before anything is written; every other failed insert may have left
    // some of its parts.
    return new WarehouseError(cause.message, {
      code: cause.type ?? cause.code,
      fault,
      outcomeUnknown: writes && fault !== 'data',
      cause,
    })
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  const code = socketCode(cause) ?? (message.includes('abort') ? 'ABORTED' : 'DISCONNECTED')
  return new WarehouseError(`the warehouse did not answer: ${message}`, {
    code,
    fault: 'outage',
    outcomeUnknown: writes && !NOT_SENT.has(code),
    cause,
  })
}

function socketCode(cause: unknown): string | undefined {
  if (cause instanceof AggregateError) return socketCode(cause.errors[0])
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}
