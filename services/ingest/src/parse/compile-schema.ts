import { isObject } from '@weir/contracts'
import type { z } from 'zod'
import { safeParse } from 'zod/v4/core'
import type { $ZodType, $ZodTransformDef, $ZodTypes } from 'zod/v4/core'

/** What a compiled schema gives for a value that the schema refuses, for whatever reason. */
export const REFUSED = Symbol('refused')

type Read = (value: unknown) => unknown

/** Checks and converts a value as the schema does: its output, or {@link REFUSED}. */
type CompiledSchema<T extends z.ZodType> = (value: unknown) => z.output<T> | typeof REFUSED

const compiled = new WeakMap<z.ZodType, Read>()

/**
 * The same decisions as `schema.safeParse`, without an object for each field: most events are good,
 * and only bad ones need their faults named, by the schema itself. What is not compiled (refined
 * fields, strict objects ...) is left to the schema, in its place.
 */
export function compiledOf<T extends z.ZodType>(schema: T): CompiledSchema<T> {
  const read = compiled.get(schema) ?? compile(schema)
  compiled.set(schema, read)
  // oxlint-disable-next-line no-unsafe-type-assertion -- the property test holds the outputs equal
  return read as CompiledSchema<T>
}

function compile(schema: $ZodType): Read {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the union of all kinds
  const { def } = (schema as $ZodTypes)._zod
  if ((def.checks ?? []).length > 0) return leftTo(schema)
  switch (def.type) {
    case 'unknown':
      return (value) => value
    case 'string':
      return (value) => (typeof value === 'string' ? value : REFUSED)
    case 'optional': {
      const inner = compile(def.innerType)
      return (value) => (value === undefined ? undefined : inner(value))
    }
    case 'pipe': {
      const [first, then] = [compile(def.in), compile(def.out)]
      return (value) => {
        const between = first(value)
        return between === REFUSED ? REFUSED : then(between)
      }
    }
    case 'transform':
      return transforming(def.transform)
    case 'union':
      return firstOf(def.options.map(compile))
    case 'object':
      return objectOf(def.shape, def.catchall) ?? leftTo(schema)
    default:
      return leftTo(schema)
  }
}

function leftTo(schema: $ZodType): Read {
  return (value) => {
    const parsed = safeParse(schema, value)
    return parsed.success ? parsed.data : REFUSED
  }
}

/** One payload for all calls: no transform of ours calls itself, or keeps its payload. */
function transforming(transform: $ZodTransformDef['transform']): Read {
  let isRefused = false
  const refuse = (): void => {
    isRefused = true
  }
  const payload = { value: undefined as unknown, issues: [], addIssue: refuse }
  return (value) => {
    isRefused = false
    payload.value = value
    const output = transform(value, payload)
    return isRefused ? REFUSED : output
  }
}

function firstOf(options: readonly Read[]): Read {
  return (value) => {
    for (const option of options) {
      const output = option(value)
      if (output !== REFUSED) return output
    }
    return REFUSED
  }
}

interface Field {
  key: string
  read: Read
  /** Nothing is asked where the key is absent. */
  mayBeAbsent: boolean
  mustBePresent: boolean
}

/** @returns undefined for what treats other keys in a way of its own. */
function objectOf(shape: Readonly<Record<string, $ZodType>>, catchall: $ZodType | undefined): Read | undefined {
  const isLoose = catchall?._zod.def.type === 'unknown'
  if (catchall !== undefined && !isLoose) return undefined
  const fields = Object.entries(shape).map(([key, field]): Field => {
    const { optin, optout } = field._zod
    return {
      key,
      read: compile(field),
      mayBeAbsent: optin === 'optional' && optout === 'optional',
      mustBePresent: optin === undefined,
    }
  })
  const known = new Set(Object.keys(shape))
  return (value) => {
    if (!isObject(value)) return REFUSED
    const output: Record<string, unknown> = {}
    for (const field of fields) if (!readField(field, value, output)) return REFUSED
    if (isLoose) for (const key in value) if (!known.has(key) && key !== '__proto__') output[key] = value[key]
    return output
  }
}

/** @returns false when it is refused. */
function readField(
  { key, read, mayBeAbsent, mustBePresent }: Field,
  from: Record<string, unknown>,
  to: Record<string, unknown>,
): boolean {
  const given = from[key]
  const isAbsent = given === undefined && !(key in from)
  if (isAbsent && (mayBeAbsent || mustBePresent)) return mayBeAbsent
  const output = read(given)
  if (output === REFUSED) return false
  if (output !== undefined || !isAbsent) to[key] = output
  return true
}
