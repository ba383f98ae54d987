import type { ErrorCode } from '@weir/contracts'
import { REDACTED, scrubStrictly, scrubText } from '@weir/identity'

/**
 * Why one event is refused. `path` is dotted, from the root of the body (or of the event, in the
 * native form).
 */
export interface Fault {
  code: ErrorCode
  path: string
  message: string
}

const PATH_MAX = 200

const MESSAGE_MAX = 500

/**
 * Paths are made of the sender's keys, and messages may quote them: they are cut, and personal data
 * in them is not repeated.
 */
export function fault(code: ErrorCode, path: string, message: string): Fault {
  return { code, path: cleanPath(path), message: scrubText(message.slice(0, MESSAGE_MAX)) }
}

const ADDRESS_IN_PATH = /(?<=^|\.)\d{1,3}(?:\.\d{1,3}){3}(?=\.|$)/g

/** Whole first: addresses have dots in them, as paths have. */
export function cleanPath(path: string): string {
  return scrubText(path.slice(0, PATH_MAX).replace(ADDRESS_IN_PATH, REDACTED)).split('.').map(scrubStrictly).join('.')
}
