import { hash } from 'node:crypto'
import { isPersonal, isPlaceholder, looksNational } from '@weir/identity'
import type { VouchedIds } from '@weir/identity'
import type { Hit } from '@weir/contracts'
import type { ParsedEvent } from './parsed-event.ts'

/**
 * A counter that begins with 0 has a first event; a sender that has no ids writes 0 under all of
 * them.
 */
const ZERO = /^0+$/

/**
 * The id of a hit: the sender's, else its message id, else a new one. A placeholder (`undefined`,
 * `{{Event ID}}`) is no id: all events that have it would count as copies of one another. Events
 * with the id `0` are copies only if they say the same of the same person.
 * @param vouched what the source declares to be ids although it looks like none.
 */
export function eventIdOf(
  { eventId, messageId, time }: ParsedEvent,
  kept: Pick<Hit, 'name' | 'ids' | 'id_digests' | 'body'>,
  vouched: VouchedIds | undefined,
  newId: () => string,
): Pick<Hit, 'event_id' | 'id_from'> {
  const own = usable(eventId, vouched)
  if (own !== undefined) return { event_id: withoutPerson(own), id_from: 'sender' }
  const message = usable(messageId, vouched)
  if (message !== undefined) return { event_id: withoutPerson(message), id_from: 'message' }
  if (eventId === undefined || !ZERO.test(eventId)) return { event_id: newId(), id_from: 'weir' }
  const content = JSON.stringify([kept.name, time ?? null, kept.ids, kept.id_digests ?? [], kept.body])
  return { event_id: `${eventId}-${digest(content).slice(0, 32)}`, id_from: 'sender' }
}

function usable(id: string | undefined, vouched: VouchedIds | undefined): string | undefined {
  return id === undefined || (isPlaceholder(id) && vouched?.has(id) !== true) ? undefined : id
}

/**
 * The same event still gets the same id, without an address or phone number in it. It is not the
 * hash that names the person, because it is kept without consent to storage, too.
 */
function withoutPerson(id: string): string {
  return isPersonal(id) || looksNational(id) ? digest(`event id ${id}`) : id
}

function digest(text: string): string {
  return hash('sha256', text)
}
