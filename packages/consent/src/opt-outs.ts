import { ListEntries, PURPOSES } from '@weir/contracts'
import type { OptOut, Purpose, SaidConsent } from '@weir/contracts'
import type { PersonConsent, PurposeStatus } from './fold.ts'

/** By purpose, the newest instant at which it was denied, Unix ms. */
export type Denied = Partial<Record<Purpose, number>>

/** In whose name an identifier was denied something. */
export type DenialScope = OptOut['scope']

/**
 * What an identifier has been denied: in hits that carried it, and by persons of whom it is known;
 * and the suppression lists that it is, or was, on.
 */
export type Denials = Record<DenialScope, Denied> & { lists?: ListEntries }

/**
 * What one hit denies by a signal, from the instant `at` (Unix ms); undefined when it denies
 * nothing. A basis is no opt-out.
 */
export function deniedBy(consent: SaidConsent, at: number): Denied | undefined {
  let denied: Denied | undefined
  for (const purpose of PURPOSES) {
    const mark = consent[purpose]
    if (mark?.by === 'signal' && !mark.granted) (denied ??= {})[purpose] = at
  }
  return denied
}

/** What a person has denied by signals that hold; undefined for nothing. */
export function standingDenials(consent: PersonConsent): Denied | undefined {
  let denied: Denied | undefined
  for (const purpose of PURPOSES) {
    const standing = consent[purpose]
    if (standing?.by === 'signal' && !standing.granted) (denied ??= {})[purpose] = standing.at
  }
  return denied
}

/**
 * Adds one opt-out to what is known of an identifier. The order does not matter, nor how often the
 * same comes.
 */
export function foldOptOut(
  known: Denials | undefined,
  { scope, denied, list }: Pick<OptOut, 'scope' | 'denied' | 'list'>,
): Denials {
  const listed = list && { [list.key]: { at: list.at, on: list.on } }
  const lists = mergeListEntries(known?.lists, listed)
  const next: Denials = {
    ...(lists && { lists }),
    hit: { ...known?.hit },
    person: { ...known?.person },
    keyless: { ...known?.keyless },
  }
  for (const purpose of PURPOSES) {
    const at = denied[purpose]
    if (at !== undefined) next[scope][purpose] = Math.max(at, next[scope][purpose] ?? at)
  }
  return next
}

/** What two say of an identifier: the newest counts, and at the same instant that it is on. */
export function mergeListEntries(a: ListEntries | undefined, b: ListEntries | undefined): ListEntries | undefined {
  if (!a || !b) return a ?? b
  const both = { ...a }
  for (const [key, one] of Object.entries(b)) {
    const other = both[key]
    if (!other || one.at > other.at || (one.at === other.at && one.on)) both[key] = one
  }
  return both
}

/** Whether an identifier is on one of these lists. */
export function isOnList({ lists = {} }: Denials, keys: ReadonlySet<string>): boolean {
  return Object.entries(lists).some(([key, { on }]) => on && keys.has(key))
}

/**
 * Whether a denial of any of these purposes stands against all that these persons have said: one of
 * their own signals that grants the purpose lifts it when it is newer. At the same instant the
 * denial wins; a basis lifts nothing, and a signal without a key only what was denied without one.
 */
export function stands(
  denials: Denials,
  scope: DenialScope,
  purposes: readonly Purpose[],
  persons: readonly PersonConsent[],
): boolean {
  return purposes.some((purpose) => {
    const at = denials[scope][purpose]
    return at !== undefined && !persons.some((consent) => grantedSince(consent[purpose], at, scope !== 'keyless'))
  })
}

function grantedSince(standing: PurposeStatus | undefined, at: number, withKey: boolean): boolean {
  if (standing?.by !== 'signal' || !standing.granted) return false
  if (!standing.keyless || !withKey) return standing.at > at
  return standing.beside?.granted === true && standing.beside.at > at
}

/** With suppression lists behind it, as JSON. */
const FORMAT_LISTED = 3
const FORMAT = 2
/** Without `keyless`. */
const FORMAT_BEFORE = 1
const SCOPES = ['hit', 'person', 'keyless'] as const
const bytesOf = (scopes: number): number => 1 + scopes * PURPOSES.length * 8

/**
 * Format u8, then for each scope an f64 per purpose, little-endian; NaN where it was never denied.
 * Then the lists, where the identifier ever was on one.
 */
export function encodeDenials(denials: Denials): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytesOf(SCOPES.length)))
  view.setUint8(0, denials.lists ? FORMAT_LISTED : FORMAT)
  SCOPES.forEach((scope, i) =>
    PURPOSES.forEach((purpose, k) => view.setFloat64(placeOf(i, k), denials[scope][purpose] ?? NaN, true)),
  )
  const fixed = new Uint8Array(view.buffer)
  return denials.lists ? Buffer.concat([fixed, Buffer.from(JSON.stringify(denials.lists))]) : fixed
}

/** @throws Error when the bytes are of a format that is not known. */
export function decodeDenials(bytes: Uint8Array): Denials {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isListed = bytes[0] === FORMAT_LISTED
  const scopes = isListed || bytes[0] === FORMAT ? 3 : bytes[0] === FORMAT_BEFORE ? 2 : 0
  if (isListed ? bytes.length <= bytesOf(scopes) : bytes.length !== bytesOf(scopes))
    throw new Error(`opt-outs of the format ${bytes[0]} cannot be read`)
  const read = (i: number): Denied => {
    const denied: Denied = {}
    PURPOSES.forEach((purpose, k) => {
      const at = i < scopes ? view.getFloat64(placeOf(i, k), true) : NaN
      if (!Number.isNaN(at)) denied[purpose] = at
    })
    return denied
  }
  const lists = isListed ? { lists: readListEntries(bytes.subarray(bytesOf(scopes))) } : {}
  return { ...lists, hit: read(0), person: read(1), keyless: read(2) }
}

function readListEntries(bytes: Uint8Array): ListEntries {
  return ListEntries.parse(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()))
}

function placeOf(scope: number, purpose: number): number {
  return 1 + (scope * PURPOSES.length + purpose) * 8
}
