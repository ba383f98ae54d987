import type { Person } from '../profile/person.ts'
import { isNamed } from '../definition/selectors.ts'
import type { StateSpec } from '../state/state-spec.ts'
import { emptyWindowState, insertEntries, removeEvent } from '../state/window-state.ts'

/**
 * Merges backfilled window states into the live ones. An event that came both ways counts once.
 * Nothing is evaluated. `history` must not be used afterwards.
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
 * Removes an event from backfilled window states, because a newer version of it has come live.
 * @returns whether it was there.
 */
export function removeFromBackfill(history: Pick<Person, 'windowStates'>, eid: string): boolean {
  let found = false
  for (const state of history.windowStates.values()) if (removeEvent(state, eid)) found = true
  return found
}

/**
 * Records that history left out events of this name, the newest at `t`, because no window state
 * needs them any more (`StateSpec.neededFrom`). The states then know from when on they are exact,
 * as if the events had come and gone.
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
