import { keysOf, SIGNAL_LETTERS } from '@weir/contracts'
import type { ConsentSignal } from '@weir/contracts'

/**
 * A signal as answers name it; `unknown` for events that were written before signals were noted.
 */
export type NamedSignal = ConsentSignal | 'unknown'

const NAMES: ReadonlyMap<string, ConsentSignal> = new Map(
  keysOf(SIGNAL_LETTERS).map((signal) => [SIGNAL_LETTERS[signal], signal]),
)

/** The signal of a letter. */
export function signalOf(letter: string | undefined): NamedSignal {
  return NAMES.get(letter ?? '') ?? 'unknown'
}

/** All that an answer can name. */
export const NAMED_SIGNALS: readonly [NamedSignal, ...NamedSignal[]] = ['unknown', ...keysOf(SIGNAL_LETTERS)]
