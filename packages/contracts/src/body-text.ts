import type { EventBody } from './hit.ts'

/**
 * The text of a body as it came, so that it is written on as it is: it is most of an event. A body
 * is never changed in place, and one that is made of another has no text yet.
 */
const texts = new WeakMap<EventBody, string>()

const FIELD = ',"body":'
/**
 * What JSON.stringify would write in another way: a number with an exponent (it may be none in a
 * table), an escape (it may be half of a character), a break within a line.
 */
const WRITTEN_OTHERWISE = /\d[eE]|\\u|[\n\r\t]/

/**
 * Notes the text of the body of a hit, as it stands in a record.
 * @param path of the hit in the record: the objects around it, the record first; it is last in
 *   each.
 */
export function noteBodyText(hit: { body: EventBody }, record: string, path: readonly object[] = []): void {
  if (lastKey(hit) !== 'body' || !path.every((object) => lastKey(object) === 'hit')) return
  const at = record.indexOf(FIELD)
  // No text can look like this field, for its quotes would be escaped; another field can.
  if (at === -1 || record.includes(FIELD, at + 1)) return
  const text = record.slice(at + FIELD.length, record.length - 1 - path.length)
  if (text.startsWith('{') && text.endsWith('}') && !WRITTEN_OTHERWISE.test(text)) texts.set(hit.body, text)
}

function lastKey(object: object): string | undefined {
  return Object.keys(object).at(-1)
}

/** A body as JSON. */
export function storedBodyText(body: EventBody): string {
  return texts.get(body) ?? JSON.stringify(body)
}
