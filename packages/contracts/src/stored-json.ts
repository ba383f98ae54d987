import type { z } from 'zod'
import { DamageError } from './errors.ts'

/**
 * First byte of a small stored value: 2 means that UTF-8 JSON follows. Values from before there was
 * a format byte are bare JSON, which begins with `{` or `[`; they are read as they are.
 */
const JSON_FOLLOWS = 2
const OPENING = new Set(Buffer.from('{['))

/** Tells whether a parsed value has the form that its reader needs. */
export type Guard<T> = (value: unknown) => value is T

/** A guard that asks a schema and leaves the value as it is: fields it does not name stay. */
export function fits<T>(schema: z.ZodType<T>): Guard<T> {
  return (value): value is T => schema.safeParse(value).success
}

/** The format byte and the value as JSON. */
export function encodeStored(value: unknown): Buffer {
  return Buffer.concat([Buffer.of(JSON_FOLLOWS), Buffer.from(JSON.stringify(value))])
}

/**
 * Decodes what {@link encodeStored} made, or bare JSON from before it.
 * @param what names the value in the error: "the fold's meta".
 * @throws DamageError when it is neither, or has another form than the guard asks for.
 */
export function decodeStored<T>(bytes: Uint8Array, what: string, guard: Guard<T>): T {
  const [first] = bytes
  if (first === JSON_FOLLOWS) return decodeStoredText(textOf(bytes.subarray(1)), what, guard)
  if (first === undefined || !OPENING.has(first)) throw new DamageError(`${what} is damaged: it has an unknown format`)
  return decodeStoredText(textOf(bytes), what, guard)
}

/** The same for JSON without a format byte: a file, or part of a value that has its own. */
export function decodeStoredText<T>(text: string, what: string, guard: Guard<T>): T {
  const value = parse(text, what)
  // The error never quotes the value: it may hold personal data.
  if (!guard(value)) throw new DamageError(`${what} is damaged: it has another form than was written`)
  return value
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JavaScript's own error would quote the value.
    throw new DamageError(`${what} is damaged: it is not JSON`)
  }
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}
