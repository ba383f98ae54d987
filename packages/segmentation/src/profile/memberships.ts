// Held by tests/simulation/facts-say-what-was-true-before.sim.test.ts

/** The last interval [from, to) of a membership, Unix ms; `to` is Infinity while it lasts. */
export interface Membership {
  readonly from: number
  readonly to: number
}

/**
 * A person's memberships by segment number: the last interval of each segment ever entered. It
 * works like a Map, but keeps the numbers in order and the data in three flat lists: a busy person
 * is read and changed several times per event, and a Map of objects would spend that time on memory
 * access.
 */
export class Memberships {
  readonly #segments: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []

  get size(): number {
    return this.#segments.length
  }

  get(segment: number): Membership | undefined {
    const at = this.#find(segment)
    return at < 0 ? undefined : { from: this.#from[at]!, to: this.#to[at]! }
  }

  set(segment: number, { from, to }: Membership): this {
    const at = this.#find(segment)
    if (at >= 0) {
      this.#from[at] = from
      this.#to[at] = to
    } else {
      this.#segments.splice(~at, 0, segment)
      this.#from.splice(~at, 0, from)
      this.#to.splice(~at, 0, to)
    }
    return this
  }

  delete(segment: number): boolean {
    const at = this.#find(segment)
    if (at < 0) return false
    for (const list of [this.#segments, this.#from, this.#to]) list.splice(at, 1)
    return true
  }

  /** Whether the person is a member now. */
  lasts(segment: number): boolean {
    const at = this.#find(segment)
    return at >= 0 && this.#to[at] === Infinity
  }

  begin(segment: number, from: number): void {
    this.set(segment, { from, to: Infinity })
  }

  end(segment: number, to: number): void {
    const at = this.#find(segment)
    if (at >= 0) this.#to[at] = to
  }

  /** Returns the segments whose interval contains an instant, ascending. */
  at(instant: number): number[] {
    const found: number[] = []
    for (let i = 0; i < this.#segments.length; i++)
      if (this.#from[i]! <= instant && instant < this.#to[i]!) found.push(this.#segments[i]!)
    return found
  }

  /**
   * Returns the same just before an instant: what begins at the instant itself does not count, and
   * what ends at it does.
   */
  before(instant: number): number[] {
    const found: number[] = []
    for (let i = 0; i < this.#segments.length; i++)
      if (this.#from[i]! < instant && instant <= this.#to[i]!) found.push(this.#segments[i]!)
    return found
  }

  keys(): IterableIterator<number> {
    return this.#segments.values()
  }

  *[Symbol.iterator](): IterableIterator<[number, Membership]> {
    for (let i = 0; i < this.#segments.length; i++) yield [this.#segments[i]!, { from: this.#from[i]!, to: this.#to[i]! }]
  }

  /** Returns the index of a segment, or the complement of the index where it belongs. */
  #find(segment: number): number {
    const segments = this.#segments
    let low = 0
    let high = segments.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (segments[middle]! < segment) low = middle + 1
      else high = middle
    }
    return segments[low] === segment ? low : ~low
  }
}
