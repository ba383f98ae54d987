/** Objects of unknown form, and keys whose types TypeScript loses. */

/** Whether a value is an object with fields: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A field of a value of unknown form, or an item of an array; undefined where there is none.
 */
export function fieldOf(value: unknown, key: string | number): unknown {
  return hasFields(value) ? value[key] : undefined
}

function hasFields(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * The keys of an object by their names. To be used where it has no others than its type says, as an
 * object does that is written out in the source.
 */
export function keysOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object).filter((key): key is keyof T & string => key in object)
}

/** A field for each of the keys. */
export function recordOf<const K extends string, V>(keys: readonly K[], make: (key: K, index: number) => V): Record<K, V> {
  const fields: Partial<Record<K, V>> = {}
  keys.forEach((key, i) => (fields[key] = make(key, i)))
  // Every key has just been given its field.
  // oxlint-disable-next-line no-unsafe-type-assertion -- filled just now
  return fields as Record<K, V>
}
