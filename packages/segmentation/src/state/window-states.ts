// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { WindowState } from './window-state.ts'

/**
 * A person's window states by id. Like a Map, but beside each state stands the instant until which
 * nothing on it changes, in one plain list: what happens next to a person is the least of them, and
 * is asked several times an event.
 */
export class WindowStates {
  readonly #ids: number[] = []
  readonly #states: WindowState[] = []
  /** Minus infinity where it is not known. */
  readonly #untils: number[] = []

  get size(): number {
    return this.#ids.length
  }

  get(id: number): WindowState | undefined {
    return this.#states[this.#ids.indexOf(id)]
  }

  set(id: number, state: WindowState): this {
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

  values(): IterableIterator<WindowState> {
    return this.#states.values()
  }

  *[Symbol.iterator](): IterableIterator<[number, WindowState]> {
    for (let i = 0; i < this.#ids.length; i++) yield [this.#ids[i]!, this.#states[i]!]
  }

  /** Until when nothing changes on a window state; minus infinity where that is not known. */
  untilOf(id: number): number {
    return this.#untils[this.#ids.indexOf(id)] ?? -Infinity
  }

  /** Notes until when nothing changes on a window state. */
  holdsUntil(id: number, until: number): void {
    const at = this.#ids.indexOf(id)
    if (at >= 0) this.#untils[at] = until
  }

  /**
   * The least of all; where it is not known, or not after `after`, `ask` tells. What was guessed is
   * asked again, so that the answer is the same for somebody who has just been decoded.
   */
  leastUntil(after: number, ask: (id: number, state: WindowState) => number): number {
    let least = Infinity
    for (let i = 0; i < this.#untils.length; i++) {
      if (!(this.#untils[i]! > after) || this.#states[i]!.guesses) this.#untils[i] = ask(this.#ids[i]!, this.#states[i]!)
      if (this.#untils[i]! < least) least = this.#untils[i]!
    }
    return least
  }

  /**
   * Those on which something changes at that very instant; `ask` does it, and tells until when
   * nothing changes then.
   */
  transitionAt(instant: number, ask: (id: number, state: WindowState) => number): void {
    for (let i = 0; i < this.#untils.length; i++)
      if (this.#untils[i] === instant) this.#untils[i] = ask(this.#ids[i]!, this.#states[i]!)
  }
}

function forgetAnswers(state: WindowState): void {
  state.evaluations = undefined
  state.tallies = undefined
}
