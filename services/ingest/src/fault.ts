import type { ErrorCode } from '@weir/contracts'
import { scrubText } from '@weir/identity'

/** Why one event is refused. `path` is dotted, from the root of the body (or of the event, in the native form). */
export interface Fault {
  code: ErrorCode
  path: string
  message: string
}

const PATH_MAX = 200

/** Paths are made of the sender's keys: they are cut, and personal data in them is not repeated. */
export function fault(code: ErrorCode, path: string, message: string): Fault {
  return { code, path: scrubText(path.slice(0, PATH_MAX)), message }
}
