import { hash } from 'node:crypto'
import { identifierKey } from './identifiers.ts'
import type { Identifier } from './identifiers.ts'

/**
 * First four bytes of SHA-256: numbers for segments and leaves that need no registry (a clash is
 * refused when the segment is saved).
 */
export function hash32(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 8), 16)
}

/**
 * The number under which a segment stands in people's state, in `facts.segments` and in
 * `memberships`.
 */
export function segmentNumber(id: string): number {
  return hash32(`segment\0${id}`)
}

/**
 * 16 hex digits naming an event. The event time belongs to it, and so does what it says (see
 * event-content.ts): the very same event sent again is the same event for ever, while an id that is
 * used again for a later event, or for another content, is a new one (after the 48 h of the dedup
 * window).
 * @param content '' for events that are not taken from hits, and whose id says it all.
 */
export function eventKey(source: string, name: string, eventId: string, eventTime: number, content = ''): string {
  const said = content === '' ? '' : `\0${content}`
  return hash('sha256', `${source}\0${name}\0${eventId}\0${eventTime}${said}`, 'hex').slice(0, 16)
}

/** 32 hex digits naming a person, from the identifier that names them. */
export function personId(identifier: string): string {
  return hash('sha256', `person\0${identifier}`, 'hex').slice(0, 32)
}

/**
 * 32 hex digits that stand for an identifier where it must not be kept itself: one-way, and the id
 * of the person whom this identifier names.
 */
export function identifierDigest(id: Identifier): string {
  let digest = digests.get(id)
  if (digest === undefined) {
    digest = personId(identifierKey(id))
    digests.set(id, digest)
  }
  return digest
}

/** A hit's identifiers are asked for again and again on its way. Nobody changes what one says. */
const digests = new WeakMap<Identifier, string>()
