import { fieldOf } from '@weir/contracts'
import { hidesWhole, kindBelow, kindOfKey } from './keys.ts'
import type { KeyKind } from './keys.ts'
import { normalise } from './normalise.ts'
import { pseudonym, REDACTED, scrubStrictly, scrubText } from './personal.ts'
import { USER_FIELDS } from './user-fields.ts'

const HASHED: ReadonlySet<string> = new Set(['email', 'phone', 'external_id'])

/**
 * A JSON value without personal data in clear: identifiers are hashed, IP addresses left out, names
 * and streets hidden, by their key; whatever else looks like an address or a number by its form.
 * Meant for values whose depth is bounded already. The value is not changed: it is returned itself
 * where nothing had to be hidden, and copied along the way to what had to be.
 * @param at the key that the value stands under.
 * @param anonymous leaves out the hashes of e-mails and numbers, too: for hits that may not store
 *   anything about a person.
 */
export function scrub(value: unknown, at = '', anonymous = false): unknown {
  return hide(value, at, kindOfKey(at), { text: scrubText, depth: Infinity, nodes: Infinity, length: Infinity, anonymous })
}

const REJECTED_BYTES_MAX = 32 * 1024

/**
 * What may be kept of a refused body (`weir.rejected`): scrubbed strictly, cut to 12 levels and
 * 2,000 values. Takes any JSON value, however malformed. @returns JSON text of at most 32 KiB.
 */
export function redact(body: unknown): string {
  const bounds = { text: scrubStrictly, depth: 12, nodes: 2_000, length: 2_048, anonymous: false }
  const text = JSON.stringify(hide(body, '', undefined, bounds)) ?? ''
  return Buffer.byteLength(text) <= REJECTED_BYTES_MAX ? text : '{"left_out":"larger than 32 KiB"}'
}

interface Bounds {
  text: (text: string) => string
  depth: number
  nodes: number
  length: number
  anonymous: boolean
}

/**
 * @param kind what `field` says of the value where it stands; the items of a list stand where the
 *   list does.
 * @returns the same value where nothing in it is hidden, so that most sections are not copied.
 */
function hide(value: unknown, field: string, kind: KeyKind | undefined, bounds: Bounds): unknown {
  if (--bounds.nodes < 0) return REDACTED
  if (typeof value === 'string') return hideInText(value, field, kind, bounds)
  if (typeof value === 'number') return hideNumber(value, field, kind, bounds)
  if (typeof value !== 'object' || value === null) return value
  if (bounds.depth <= 0) return REDACTED
  const below: Bounds = bounds.depth === Infinity ? bounds : { ...bounds, depth: bounds.depth - 1 }
  const hidden = Array.isArray(value) ? hideInItems(value, field, kind, below) : hideInFields(value, field, below)
  bounds.nodes = below.nodes
  return hidden
}

function hideInItems(items: readonly unknown[], field: string, kind: KeyKind | undefined, bounds: Bounds): readonly unknown[] {
  let out: unknown[] | undefined
  for (let i = 0; i < items.length; i++) {
    if (bounds.nodes <= 0) return out ?? items.slice(0, i)
    const item = items[i]
    const hidden = hide(item, field, kind, bounds)
    if (out === undefined && hidden !== item) out = items.slice(0, i)
    out?.push(hidden)
  }
  return out ?? items
}

function hideInFields(object: object, parent: string, bounds: Bounds): object {
  let out: Record<string, unknown> | undefined
  const keys = Object.keys(object)
  for (let i = 0; i < keys.length; i++) {
    if (bounds.nodes <= 0) return out ?? firstFields(object, keys, i)
    const key = keys[i]!
    const item = fieldOf(object, key)
    const kind = kindBelow(parent, key)
    if (isLeftOut(key, item, kind, bounds)) {
      out ??= firstFields(object, keys, i)
      continue
    }
    const name = shown(key, bounds)
    const hidden = hide(item, key, kind, bounds)
    if (out === undefined && (name !== key || hidden !== item)) out = firstFields(object, keys, i)
    if (out) out[name] = hidden
  }
  return out ?? object
}

/** A copy of the fields that were found to have nothing to hide. */
function firstFields(object: object, keys: readonly string[], count: number): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (let i = 0; i < count; i++) out[keys[i]!] = fieldOf(object, keys[i]!)
  return out
}

/** Most keys come again and again. */
const CLEAN_MAX = 4_096
const clean = new Set<string>()

function shown(key: string, bounds: Bounds): string {
  if (clean.has(key)) return key
  const text = bounds.text(cut(key, bounds))
  if (text !== key || key.length > 100) return text
  if (clean.size >= CLEAN_MAX) clean.clear()
  clean.add(key)
  return text
}

/** The address that a request came from is never kept, wherever the sender put it. */
function isLeftOut(key: string, item: unknown, kind: KeyKind | undefined, bounds: Bounds): boolean {
  if (key === '__proto__' || kind === 'ip') return true
  if (!bounds.anonymous) return false
  return USER_FIELDS.has(key) || kind === 'email' || kind === 'private' || (kind === 'phone' && typeof item !== 'boolean')
}

/** A number says something about a person under the key of an identifier only. */
function hideNumber(value: number, field: string, kind: KeyKind | undefined, bounds: Bounds): unknown {
  const hidden =
    HASHED.has(USER_FIELDS.get(field) ?? '') || kind === 'private' || (kind === 'phone' && hidesWhole(kind, String(value)))
  return hidden ? hideInText(String(value), field, kind, bounds) : value
}

function hideInText(text: string, field: string, kind: KeyKind | undefined, bounds: Bounds): string {
  const type = USER_FIELDS.get(field)
  if (type !== undefined) return normalise(type, text) ?? (HASHED.has(type) ? REDACTED : bounds.text(text))
  return byKey(kind, cut(text, bounds), bounds)
}

function byKey(kind: KeyKind | undefined, text: string, bounds: Bounds): string {
  switch (kind) {
    case 'email':
      return text === '' ? text : (normalise('email', text) ?? REDACTED)
    case 'phone':
      return hidesWhole(kind, text) ? (normalise('phone', text) ?? REDACTED) : bounds.text(text)
    case 'private':
      return text === '' ? text : REDACTED
    case 'id':
      return bounds.anonymous ? scrubStrictly(text) : pseudonym(text)
    case 'version':
      return FOUR_NUMBERS.test(text) ? text : bounds.text(text)
    default:
      return bounds.text(text)
  }
}

const FOUR_NUMBERS = /^v?\d{1,5}(?:\.\d{1,5}){3}$/i

function cut(text: string, bounds: Bounds): string {
  return text.length > bounds.length ? text.slice(0, bounds.length) : text
}
