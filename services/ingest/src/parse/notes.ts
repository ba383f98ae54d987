import { scrubText } from '@weir/identity'
import { cleanPath } from './fault.ts'

/** What deserves a word although the event was taken. */
export const WARNINGS = [
  'items_left_out',
  'amount_out_of_range',
  'unknown_field',
  'unknown_event_name',
  'without_person',
  'no_consent_stated',
  'consent_unread',
  'consent_misplaced',
  'stated_unread',
  'bot',
  'test_event',
  'clock_corrected',
] as const
export type WarningCode = (typeof WARNINGS)[number]

/** A warning about one event. `path` is dotted, from the root of the event in the native form. */
export interface Note {
  code: WarningCode
  path: string
  message: string
}

/** The same warning about `count` events of a request. */
export interface Warning extends Note {
  count: number
}

/** What most events deserve. */
export const NO_NOTES: readonly Note[] = []

/** All notes of several kinds in their order, without a new list where at most one kind has any. */
export function joined(kinds: readonly (readonly Note[])[]): readonly Note[] {
  let all = NO_NOTES
  for (const notes of kinds) if (notes.length > 0) all = all.length === 0 ? notes : [...all, ...notes]
  return all
}

/** Paths are made of the sender's keys: they are cut, and personal data in them is not repeated. */
export function note(code: WarningCode, path: string, message: string): Note {
  return { code, path: cleanPath(path), message: scrubText(message) }
}

/** How many different warnings one answer names; the others are counted by their code. */
const NAMED_MAX = 20

export interface Warnings {
  add(notes: readonly Note[]): void
  /**
   * Each warning once, with the number of events it is about, in the order of their first
   * appearance.
   */
  list(): Warning[]
}

export function createWarnings(): Warnings {
  const known = new Map<string, Warning>()
  return {
    add(notes) {
      for (const one of notes) {
        let key = `${one.code}\0${one.path}\0${one.message}`
        const isNew = !known.has(key)
        if (isNew && known.size >= NAMED_MAX) key = one.code
        const warning = known.get(key)
        if (warning) warning.count++
        else
          known.set(
            key,
            key === one.code
              ? { code: one.code, path: '', message: 'There are more of this kind.', count: 1 }
              : { ...one, count: 1 },
          )
      }
    },
    list: () => [...known.values()],
  }
}
