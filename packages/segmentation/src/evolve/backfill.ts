import type { Person } from '../profile/person.ts'
import { isNamed } from '../definition/selectors.ts'
import type { StateSpec } from '../state/state-spec.ts'
import { emptyWindowState, insertEntries, removeEvent } from '../state/window-state.ts'

/**
 * Adds what was filled from history, apart, to what events have brought live since: an event that
 * came both ways counts once. Nothing is evaluated. `history` is not to be used afterwards.
 */
export function mergeBackfill(person: Person, history: Pick<Person, 'windowStates'>): void {
  for (const [id, past] of history.windowStates) {
    const state = person.windowStates.get(id) ?? past
    if (state !== past) {
      insertEntries(state, past.entries)
      state.exactFrom = Math.max(state.exactFrom, past.exactFrom)
      state.merged ||= past.merged
    }
    person.windowStates.set(id, state)
  }
}

/**
 * Takes an event out of what was filled from history: a newer version of it has come live.
 * @returns whether it was there.
 */
export function removeFromBackfill(history: Pick<Person, 'windowStates'>, eid: string): boolean {
  let found = false
  for (const state of history.windowStates.values()) if (removeEvent(state, eid)) found = true
  return found
}

/**
 * Of the events with this name that history left out because no window state needs them any more
 * (`Track.neededFrom`), the newest was at `t`: the state knows from when on it is exact, as if they
 * had come and gone.
 */
export function noteOmitted(specs: readonly StateSpec[], person: Person, name: string, t: number): void {
  for (const spec of specs) {
    if (!isNamed(spec, name)) continue
    const state = person.windowStates.get(spec.id) ?? emptyWindowState()
    insertEntries(state, [{ t, eid: '', n: 1, units: 0, text: '' }])
    spec.trim(state, person.asOf)
    person.windowStates.set(spec.id, state)
  }
}
