import { isPersonal } from '@weir/identity'
import { z } from 'zod'

/**
 * The forms of single fields, as leniently as real senders need them: absent, null and '' mean "not given", numbers may be texts and
 * ids may be numbers. The messages are worded as the platform words them.
 */

/** @param convert gives undefined for a value of the wrong form. */
function field<T>(convert: (value: unknown) => T | undefined, expected: string) {
  return z
    .unknown()
    .optional()
    .transform((value, ctx): T | undefined => {
      if (value === undefined || value === null || value === '') return undefined
      const converted = convert(value)
      if (converted === undefined) ctx.addIssue({ code: 'custom', message: expected })
      return converted
    })
}

function required<T>(convert: (value: unknown) => T | undefined, expected: string) {
  return z
    .unknown()
    .optional()
    .transform((value, ctx): T => {
      const absent = value === undefined || value === null || value === ''
      const converted = absent ? undefined : convert(value)
      if (converted !== undefined) return converted
      ctx.addIssue({ code: 'custom', message: absent ? 'Missing data for required field.' : expected })
      return z.NEVER
    })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const idText = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : text(value))

// oxlint-disable-next-line no-control-regex -- names and ids are joined with NUL in keys
const CONTROL = /[\u0000-\u001f\u007f]/
const bounded = (max: number) => (value: unknown) => {
  const given = idText(value)
  return given !== undefined && given.trim() !== '' && given.length <= max && !CONTROL.test(given) ? given : undefined
}

export const Text = field(text, 'Not a valid string.')
/** Ids and codes: `119` is `"119"`. */
export const IdText = field(idText, 'Not a valid string.')
export const SourceCode = required(bounded(128), 'Not a valid string.')

export const EventName = required(
  (value) => (typeof value === 'string' && bounded(256)(value) !== undefined && !isPersonal(value) ? value : undefined),
  'Not a valid event name (1 to 256 characters, no personal data).',
)
export const EventId = field((value) => {
  const given = idText(value)
  return given?.trim() === '' ? '' : bounded(512)(value)
}, 'Not a valid string of at most 512 characters.').transform((id) => (id === '' ? undefined : id))

const NUMERIC = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/
function amount(value: unknown): number | undefined {
  const number = typeof value === 'string' && NUMERIC.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
export const Amount = field(amount, 'Not a valid number.')
/** The browser pixel sends whatever the page wrote (`"99,95 EUR"`): kept as text when it is no number. */
export const LooseAmount = field((value) => amount(value) ?? text(value), 'Not a valid number.')

export const Currency = field((value) => text(value)?.trim().toUpperCase(), 'Not a valid string.')

export const Flag = field(
  (value) =>
    value === true || value === 'true' || value === 1
      ? true
      : value === false || value === 'false' || value === 0
        ? false
        : undefined,
  'Not a valid boolean.',
)

const isId = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number' || value === null
/** One identifier or several; what they are worth is decided when they are normalised. */
export const Ids = field(
  (value) => (isId(value) || (Array.isArray(value) && value.every(isId)) ? value : undefined),
  'Not a valid string or list of strings.',
)

/** `"a"`, `1` and `["a", 1]` all become texts. */
export const IdTexts = field((value) => {
  const items = (Array.isArray(value) ? value : [value]).filter((item) => item !== null).map(idText)
  return items.every((item) => item !== undefined) ? items : undefined
}, 'Not a valid list of strings.')

const SECONDS = /^\d{1,12}(\.\d+)?$/
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * A time as Unix ms: Unix seconds (also fractional, also as text) or ISO 8601. A time without an offset is UTC, whatever zone this
 * machine is in. 0 means "not set": TikTok's own tag sends it when it has no time.
 */
export const Time = field((value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value * 1000) : undefined
  if (typeof value !== 'string') return undefined
  const given = value.trim()
  if (SECONDS.test(given)) return Math.round(Number(given) * 1000)
  const iso = ISO.exec(given)
  if (!iso) return undefined
  const ms = Date.parse(
    given.length === 10 || iso[1] ? given.replace(' ', 'T').replace(',', '.') : `${given.replace(' ', 'T').replace(',', '.')}Z`,
  )
  return Number.isNaN(ms) ? undefined : ms
}, 'Not a valid time: give Unix seconds or ISO 8601.').transform((ms) => (ms === 0 ? undefined : ms))
