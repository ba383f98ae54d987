/** Keys are spread over so many buckets: hashes by what they are, texts by a hash. */
const BUCKETS = 256
/** Up to so many entries are one bucket: copying it costs less than copying a list of buckets. */
const SMALL = 48

type Buckets<K, V> = readonly (ReadonlyMap<K, V> | undefined)[]

/**
 * An immutable map that shares its buckets with the one it was made from: a change among thousands
 * of entries copies the bucket that it is in, and nothing passes over the others. Its order is that
 * of the buckets, which depends on how it came about: whoever needs an order keeps a list.
 */
export class SharedMap<K extends string | number, V> {
  readonly size: number
  readonly #buckets: Buckets<K, V>

  private constructor(buckets: Buckets<K, V>, size: number) {
    this.#buckets = buckets
    this.size = size
  }

  /** @param entries the later of two with the same key counts. */
  static of<K extends string | number, V>(entries: Iterable<readonly [K, V]> = []): SharedMap<K, V> {
    return new SharedMap<K, V>(NONE, 0).with(entries)
  }

  get(key: K): V | undefined {
    return this.#buckets[placeOf(key, this.#buckets.length)]?.get(key)
  }

  has(key: K): boolean {
    return this.#buckets[placeOf(key, this.#buckets.length)]?.has(key) ?? false
  }

  /** The map with these entries. @param gone keys to leave out before. */
  with(entries: Iterable<readonly [K, V]>, gone: Iterable<K> = []): SharedMap<K, V> {
    const copies = new Map<number, Map<K, V>>()
    const bucketOf = (key: K): Map<K, V> => {
      const place = placeOf(key, this.#buckets.length)
      const known = copies.get(place)
      if (known) return known
      const copy = new Map(this.#buckets[place])
      copies.set(place, copy)
      return copy
    }
    for (const key of gone) if (this.has(key)) bucketOf(key).delete(key)
    for (const [key, value] of entries) bucketOf(key).set(key, value)
    if (copies.size === 0) return this
    const buckets = [...this.#buckets]
    let { size } = this
    for (const [place, bucket] of copies) {
      size += bucket.size - (buckets[place]?.size ?? 0)
      buckets[place] = bucket.size > 0 ? bucket : undefined
    }
    return new SharedMap(buckets.length === 1 && size > SMALL ? spread(buckets) : buckets, size)
  }

  /** The values that another map does not have under their keys. */
  differingFrom(other: SharedMap<K, V>): V[] {
    return this.#unshared(other).flatMap(([key, value]) => (other.get(key) === value ? [] : [value]))
  }

  /** The values under keys that another map does not have; what they share is not looked at. */
  missingIn(other: SharedMap<K, V>): V[] {
    return this.#unshared(other).flatMap(([key, value]) => (other.has(key) ? [] : [value]))
  }

  #unshared(other: SharedMap<K, V>): (readonly [K, V])[] {
    const isAlike = this.#buckets.length === other.#buckets.length
    return this.#buckets.flatMap((bucket, place) => {
      if (bucket === undefined || (isAlike && bucket === other.#buckets[place])) return []
      return [...bucket]
    })
  }

  *[Symbol.iterator](): Generator<readonly [K, V]> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket
  }

  *values(): Generator<V> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket.values()
  }
}

const NONE: Buckets<never, never> = [undefined]

/** The entries of one bucket in many. */
function spread<K extends string | number, V>(buckets: Buckets<K, V>): Buckets<K, V> {
  const made: (Map<K, V> | undefined)[] = Array.from({ length: BUCKETS }, () => undefined)
  for (const bucket of buckets)
    for (const [key, value] of bucket ?? []) (made[placeOf(key, BUCKETS)] ??= new Map<K, V>()).set(key, value)
  return made
}

function placeOf(key: string | number, buckets: number): number {
  if (buckets === 1) return 0
  if (typeof key === 'number') return key & (BUCKETS - 1)
  let hash = 0
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0
  return (hash ^ (hash >>> 8)) & (BUCKETS - 1)
}
