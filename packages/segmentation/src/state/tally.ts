import { createAggregate } from './aggregate.ts'
import type { Aggregate, MeasureSubject } from './aggregate.ts'
import type { Entry, Measure } from './entry.ts'
import type { Span } from '../definition/windows.ts'

/** What is measured, over which span. */
export interface Measured extends MeasureSubject {
  span: Span
  measure: Measure
}

/**
 * The measure of the entries that count at an instant, ready to go on from there. Those that count
 * are the run from `left` to `entered` of a window state's entries; to go to another instant, forth
 * or back, moves only the ends of the run that differ.
 *
 *   entries   [ gone ... | counting ............. | to come ]
 *                       left                   entered
 */
export class WindowTally {
  readonly #span: Span
  readonly #running: Aggregate
  #at = -Infinity
  #left = 0
  #entered = 0

  constructor({ span, measure, ...about }: Measured) {
    this.#span = span
    this.#running = createAggregate(measure, about)
  }

  /**
   * False if sums have grown too large to be exact; the entries then have to be counted from
   * scratch.
   */
  get isExact(): boolean {
    return this.#running.isExact()
  }

  /**
   * Returns the measure at an instant; undefined if it has no value. `entries` must always be those
   * of the same window state.
   */
  valueAt(entries: readonly Entry[], at: number): number | undefined {
    this.#moveTo(entries, at)
    const counts = this.#left < this.#entered
    return this.#running.value(counts ? entries[this.#left] : undefined, counts ? entries[this.#entered - 1] : undefined)
  }

  /**
   * Returns the first instant after `after` at which `holds` differs from its result at `after`, or
   * Infinity.
   * @param steps the most entries to look ahead. The answer may then be too early, and the caller
   *   has to ask again by then.
   */
  nextTransition(
    entries: readonly Entry[],
    after: number,
    holds: (value: number | undefined) => boolean,
    steps = Infinity,
  ): number {
    const { enter, leave } = this.#span
    const truth = holds(this.valueAt(entries, after))
    const until = this.#left + this.#entered + steps
    for (;;) {
      const nextEnter = this.#entered < entries.length ? enter(entries[this.#entered]!.t) : Infinity
      const nextLeave = this.#left < entries.length ? leave(entries[this.#left]!.t) : Infinity
      const instant = Math.min(nextEnter, nextLeave)
      if (instant === Infinity) return instant
      if (holds(this.valueAt(entries, instant)) !== truth || this.#left + this.#entered >= until) return instant
    }
  }

  /** Follows the insertion of an entry at index `i`. */
  inserted(i: number, entry: Entry): void {
    const { enter, leave } = this.#span
    if (i > this.#entered || (i === this.#entered && enter(entry.t) > this.#at)) return
    this.#entered++
    if (i >= this.#left && leave(entry.t) > this.#at) this.#running.add(entry)
    else this.#left++
  }

  /** Follows the removal of the entry at index `i`. */
  removed(i: number, entry: Entry): void {
    if (i >= this.#entered) return
    this.#entered--
    if (i < this.#left) this.#left--
    else this.#running.remove(entry)
  }

  #moveTo(entries: readonly Entry[], at: number): void {
    const { enter, leave } = this.#span
    if (at < this.#at) {
      while (this.#left > 0 && leave(entries[this.#left - 1]!.t) > at) this.#running.add(entries[--this.#left]!)
      while (this.#entered > this.#left && enter(entries[this.#entered - 1]!.t) > at)
        this.#running.remove(entries[--this.#entered]!)
    } else {
      while (this.#entered < entries.length && enter(entries[this.#entered]!.t) <= at)
        this.#running.add(entries[this.#entered++]!)
      while (this.#left < this.#entered && leave(entries[this.#left]!.t) <= at) this.#running.remove(entries[this.#left++]!)
    }
    this.#at = at
  }
}
