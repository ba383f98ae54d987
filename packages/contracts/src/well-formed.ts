import { isObject } from './objects.ts'
/**
 * Text that every part of the system can hold. JSON can escape one half of a surrogate pair
 * (`"\ud83d"`), which is no character: UTF-8 has no bytes for it, and the warehouse cannot read a
 * document that contains one. Each becomes U+FFFD, so that two texts that differ only in them are
 * the same text everywhere.
 */

/** An escaped surrogate, be it half of a pair or alone. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/

/** JSON.parse, with all texts and keys well-formed. @throws SyntaxError when it is no JSON. */
export function parseWellFormed(json: string): unknown {
  const value: unknown = JSON.parse(json)
  return SURROGATE_ESCAPE.test(json) ? wellFormed(value) : value
}

/**
 * A parsed JSON value, changed in place: every text and key well-formed. Of keys that become the
 * same, the last one stays.
 */
export function wellFormed(value: unknown): unknown {
  return replaceScalars(value, (scalar) => scalar)
}

/** The same, and every scalar that is no text as `replace` gives it. */
export function replaceScalars(value: unknown, replace: (scalar: unknown) => unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return replace(value)
  if (Array.isArray(value)) value.forEach((item, i) => (value[i] = replaceScalars(item, replace)))
  else if (isObject(value)) replaceFields(value, replace)
  return value
}

function replaceFields(object: Record<string, unknown>, replace: (scalar: unknown) => unknown): void {
  for (const key of Object.keys(object)) {
    const item = replaceScalars(object[key], replace)
    if (!key.isWellFormed()) delete object[key]
    object[key.toWellFormed()] = item
  }
}
