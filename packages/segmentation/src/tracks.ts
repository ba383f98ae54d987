import type { TrackState } from './track.ts'

/**
 * A person's tracks by id. Like a Map, but beside each state stands the instant until which nothing on it flips, in one plain
 * list: what happens next to a person is the least of them, and is asked several times an event.
 */
export class Tracks {
  readonly #ids: number[] = []
  readonly #states: TrackState[] = []
  /** Minus infinity where it is not known. */
  readonly #untils: number[] = []

  get size(): number {
    return this.#ids.length
  }

  get(id: number): TrackState | undefined {
    return this.#states[this.#ids.indexOf(id)]
  }

  set(id: number, state: TrackState): this {
    const known = this.#ids.indexOf(id)
    const at = known < 0 ? this.#ids.length : known
    this.#ids[at] = id
    this.#states[at] = state
    this.#untils[at] = -Infinity
    return this
  }

  /** Keeps only some of them; nothing is known any more of what their readers said. */
  retain(stays: (id: number) => boolean): void {
    for (let at = this.#ids.length - 1; at >= 0; at--) {
      if (stays(this.#ids[at]!)) forgetAnswers(this.#states[at]!)
      else for (const list of [this.#ids, this.#states, this.#untils]) list.splice(at, 1)
    }
    this.#untils.fill(-Infinity)
  }

  keys(): IterableIterator<number> {
    return this.#ids.values()
  }

  values(): IterableIterator<TrackState> {
    return this.#states.values()
  }

  *[Symbol.iterator](): IterableIterator<[number, TrackState]> {
    for (let i = 0; i < this.#ids.length; i++) yield [this.#ids[i]!, this.#states[i]!]
  }

  /** Until when nothing flips on a track; minus infinity where that is not known. */
  untilOf(id: number): number {
    return this.#untils[this.#ids.indexOf(id)] ?? -Infinity
  }

  /** Notes until when nothing flips on a track. */
  holdsUntil(id: number, until: number): void {
    const at = this.#ids.indexOf(id)
    if (at >= 0) this.#untils[at] = until
  }

  /**
   * The least of all; where it is not known, or not after `after`, `ask` tells. What was guessed is asked again, so that the
   * answer is the same for somebody who has just been decoded.
   */
  leastUntil(after: number, ask: (id: number, state: TrackState) => number): number {
    let least = Infinity
    for (let i = 0; i < this.#untils.length; i++) {
      if (!(this.#untils[i]! > after) || this.#states[i]!.guesses) this.#untils[i] = ask(this.#ids[i]!, this.#states[i]!)
      if (this.#untils[i]! < least) least = this.#untils[i]!
    }
    return least
  }

  /** Those on which something flips at that very instant; `ask` does it, and tells until when nothing flips then. */
  flipAt(instant: number, ask: (id: number, state: TrackState) => number): void {
    for (let i = 0; i < this.#untils.length; i++)
      if (this.#untils[i] === instant) this.#untils[i] = ask(this.#ids[i]!, this.#states[i]!)
  }
}

function forgetAnswers(state: TrackState): void {
  state.looks = undefined
  state.tallies = undefined
}
