import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export type { Logger }

/** What may never be printed, wherever it turns up. Bodies of requests are not logged at all. */
const REDACT = [
  'req.headers.authorization',
  'req.headers["access-token"]',
  'req.headers.cookie',
  'req.headers["x-csrf-token"]',
  'authorization',
  'password',
  'secret',
  'key',
]

/**
 * A JSON logger on stderr (stdout belongs to what the user asked for).
 * @param level pino's: 'info', 'debug', 'silent' ...
 * @param to instead of stderr.
 */
export function createLogger(service: string, level: string = 'info', to?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service },
      redact: REDACT,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to ?? pino.destination({ fd: 2, sync: false }),
  )
}
