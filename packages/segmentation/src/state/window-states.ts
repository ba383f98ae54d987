// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { WindowState } from './window-state.ts'

/**
 * A person's window states by id. It works like a Map, and keeps beside each state the instant
 * until which it does not change, in one flat list. The next change of a person is the least of
 * these instants, and is asked for several times per event.
 */
export class WindowStates {
  readonly #ids: number[] = []
  readonly #states: WindowState[] = []
  /** -Infinity if unknown. */
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

  /** Keeps some of the states and discards the answers of all their readers. */
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

  /** Returns until when a window state does not change; -Infinity if that is unknown. */
  untilOf(id: number): number {
    return this.#untils[this.#ids.indexOf(id)] ?? -Infinity
  }

  /** Records until when a window state does not change. */
  holdsUntil(id: number, until: number): void {
    const at = this.#ids.indexOf(id)
    if (at >= 0) this.#untils[at] = until
  }

  /**
   * Returns the least of all instants. `ask` computes those that are unknown or not after `after`.
   * Guesses are always asked again, so that a person who was just decoded gets the same answer.
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
   * Visits the states that change at this very instant. `ask` applies the change and returns until
   * when the state does not change then.
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
