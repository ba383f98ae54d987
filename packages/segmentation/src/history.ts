import type { Person } from './person.ts'
import { isNamed } from './selectors.ts'
import type { Track } from './sources.ts'
import { emptyTrack, insertEntries, removeEvent } from './track.ts'

/**
 * Adds what was filled from history, apart, to what events have brought live since: an event that came both ways counts once.
 * Nothing is evaluated. `history` is not to be used afterwards.
 */
export function takeInHistory(person: Person, history: Pick<Person, 'tracks'>): void {
  for (const [id, past] of history.tracks) {
    const state = person.tracks.get(id) ?? past
    if (state !== past) {
      insertEntries(state, past.entries)
      state.exactFrom = Math.max(state.exactFrom, past.exactFrom)
      state.merged ||= past.merged
    }
    person.tracks.set(id, state)
  }
}

/** Takes an event out of what was filled from history: a newer version of it has come live. @returns whether it was there. */
export function forgetInHistory(history: Pick<Person, 'tracks'>, eid: string): boolean {
  let found = false
  for (const state of history.tracks.values()) if (removeEvent(state, eid)) found = true
  return found
}

/**
 * Of the events with this name that history left out because no track needs them any more (`Track.neededFrom`), the newest was
 * at `t`: the state knows from when on it is exact, as if they had come and gone.
 */
export function noteLeftOut(tracks: readonly Track[], person: Person, name: string, t: number): void {
  for (const track of tracks) {
    if (!isNamed(track, name)) continue
    const state = person.tracks.get(track.id) ?? emptyTrack()
    insertEntries(state, [{ t, eid: '', n: 1, units: 0, text: '' }])
    track.trim(state, person.asOf)
    person.tracks.set(track.id, state)
  }
}
