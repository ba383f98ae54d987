import { decimalOf, isAmount, isoInstant, secondsToMs } from '@weir/contracts'
import { isPersonal, isUnfilled, trimmed } from '@weir/identity'
import { z } from 'zod'
import { compiledOf, REFUSED } from './compile-schema.ts'

/**
 * The forms of single fields, as leniently as real senders need them: absent, null and '' mean "not
 * given", numbers may be texts and ids may be numbers. The messages are worded as the platform
 * words them.
 */

/**
 * PHP writes `false` where it has no value (`$_COOKIE['_ttp'] ?? false`), and `[]` for whatever is
 * empty.
 */
const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  (typeof value === 'string' && value.trim() === '') ||
  isEmptyList(value)

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** @param convert gives undefined for a value of the wrong form. */
function field<T>(convert: (value: unknown) => T | undefined, expected: string) {
  return z
    .unknown()
    .optional()
    .transform((value, ctx): T | undefined => {
      if (isAbsent(value)) return undefined
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
      const absent = isAbsent(value)
      const converted = absent ? undefined : convert(value)
      if (converted !== undefined) return converted
      ctx.addIssue({ code: 'custom', message: absent ? 'Missing data for required field.' : expected })
      return z.NEVER
    })
}

/** After this many faulty items of a list the others are not checked. */
const FAULTY_ITEMS_MAX = 5

/** An array of items of one form. Its first faults are named. */
export function arrayOf<T extends z.ZodType>(item: T) {
  const readItem = compiledOf(item)
  return z.unknown().transform((value, ctx): z.output<T>[] => {
    if (!Array.isArray(value)) {
      ctx.addIssue({ code: 'custom', message: 'Not a valid list.' })
      return z.NEVER
    }
    const items: z.output<T>[] = []
    let faulty = 0
    for (const [index, given] of value.entries()) {
      const read = readItem(given)
      if (read !== REFUSED) items.push(read)
      else {
        for (const { path, message } of item.safeParse(given).error?.issues ?? [])
          ctx.addIssue({ code: 'custom', path: [index, ...path], message })
        if (++faulty === FAULTY_ITEMS_MAX) break
      }
    }
    return items
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
/** Names an ad, a film, an experiment: an unfilled macro (`__CAMPAIGN_ID__`) is no campaign. */
export const ThingId = IdText.transform((id) => (id !== undefined && isUnfilled(trimmed(id)) ? undefined : id))
export const SourceCode = required(bounded(128), 'Not a valid string.')

export const EventName = required(
  (value) => (typeof value === 'string' && bounded(256)(value) !== undefined && !isPersonal(value) ? value : undefined),
  'Not a valid event name (1 to 256 characters, no personal data).',
)
/**
 * Without the blanks at its ends, which make no other id. Whether it is one at all depends on the
 * source (see to-hit.ts).
 */
export const EventId = field((value) => {
  const given = idText(value)
  if (given === undefined) return undefined
  const id = trimmed(given)
  return id === '' ? '' : bounded(512)(id)
}, 'Not a valid string of at most 512 characters.').transform((id) => (id === '' ? undefined : id))

/**
 * A decimal number as programs write it, `.50` and `5.` among them. A leading `+` is none: it
 * begins phone numbers.
 */
const NUMERIC = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** The number that a field stands for, be it as large as no amount is (`1e999`). */
export function fieldNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && NUMERIC.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined
}

/**
 * A number beyond AMOUNT_MAX is no amount in any later step: the number is dropped, the event is
 * kept.
 */
const inRange = <T>(value: T): T | undefined => (typeof value === 'number' && !isAmount(value) ? undefined : value)

export const Amount = field(fieldNumber, 'Not a valid number.').transform(inRange)
/**
 * The browser pixel sends whatever the page wrote (`"99,95 EUR"`): kept as text when it is no
 * number.
 */
export const LooseAmount = field((value) => fieldNumber(value) ?? text(value), 'Not a valid number.').transform(inRange)

/** `" ｅｕｒ "` is `EUR`; an unfilled template is no currency. */
export const Currency = field(
  (value) => (typeof value === 'string' ? trimmed(value.normalize('NFKC')).toUpperCase() : undefined),
  'Not a valid string.',
).transform((currency) => (currency === undefined || currency === '' || isUnfilled(currency) ? undefined : currency))

const FLAGS: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false }),
)
/** @returns undefined for what is no boolean in any of these forms. */
export function flagOf(value: unknown): boolean | undefined {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return scalar ? FLAGS.get(String(value).trim().toLowerCase()) : undefined
}

/**
 * A boolean, also as the texts and numbers that PHP, Python and spreadsheets make of one (`"True"`,
 * `"1"`, `0`).
 */
export const Flag = z
  .unknown()
  .optional()
  .transform((value, ctx): boolean | undefined => {
    if (value !== false && isAbsent(value)) return undefined
    const known = flagOf(value)
    if (known === undefined) ctx.addIssue({ code: 'custom', message: 'Not a valid boolean.' })
    return known
  })

/**
 * A part of an event that is an object. PHP encodes an empty array as `[]`, whatever it stands for,
 * and other senders write `""` or `false`: all of them mean "not given".
 */
export function section<T extends z.ZodType>(schema: T) {
  return z
    .unknown()
    .optional()
    .transform((value) => (isAbsent(value) ? undefined : value))
    .pipe(schema.optional())
}

/**
 * A list as senders write it: `{}`, `""` and `false` are no list, one object alone is a list of
 * one, and an object with the keys `0`, `1` ... is what PHP makes of a list with gaps. Items that
 * are nothing are left out.
 */
export function listOf<T extends z.ZodType>(schema: T) {
  return z.unknown().optional().transform(toList).pipe(schema.optional())
}

function toList(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isAbsent(item))
  if (isAbsent(value)) return undefined
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  if (entries.length === 0) return undefined
  return entries.every(([key]) => /^\d+$/.test(key)) ? toList(entries.map(([, item]) => item)) : [value]
}

const isId = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
/** One identifier or several; what they are worth is decided when they are normalised. */
export const Ids = field((value) => {
  if (!Array.isArray(value)) return isId(value) ? value : undefined
  const given = value.filter((one) => !isAbsent(one))
  return given.every(isId) ? given : undefined
}, 'Not a valid string or list of strings.')

/** `"a"`, `1` and `["a", 1]` all become texts. */
export const IdTexts = field((value) => {
  const items = (Array.isArray(value) ? value : [value]).filter((item) => item !== null).map(idText)
  return items.every((item) => item !== undefined) ? items : undefined
}, 'Not a valid list of strings.')

/**
 * A time as Unix ms: see contracts' instants.ts. 0 means "not set": TikTok's own tag sends it when
 * it has no time. Numbers too large or small for an instant pass: the event is refused for its
 * time, which tells the sender more than "not valid".
 */
export const Time = field((value) => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const given = typeof value === 'string' ? value.trim() : value
  const seconds = decimalOf(given)
  return seconds === undefined ? isoInstant(String(given)) : secondsToMs(seconds)
}, 'Not a valid time: give Unix seconds, or ISO 8601 with a day that the calendar has.').transform((ms) =>
  ms === 0 ? undefined : ms,
)
