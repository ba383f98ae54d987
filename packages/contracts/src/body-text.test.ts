import { expect, test } from 'vitest'
import { storedBodyText, noteBodyText } from './body-text.ts'
import { parseRecordText } from './unreadable.ts'

interface Told {
  hit: { body: Record<string, Record<string, unknown>> }
}

function textOf(record: string): string {
  const event = parseRecordText(record) as Told
  noteBodyText(event.hit, record, [event])
  return storedBodyText(event.hit.body)
}

test('the text of a body is the one of its record', () => {
  // With a space, as nobody here writes it: so it is seen that nothing was written anew.
  const body = String.raw`{"page":{"url":"a\"b", "n":1},"properties":{"body":{"x":1}}}`
  expect(textOf(`{"eid":"1","hit":{"name":",\\"body\\":{","body":${body}}}`)).toBe(body)
})

test.each([
  ['a field beside the hit', '{"hit":{"name":"a","body":{"p":{"a":1}}},"via":{"b":1}}', '{"p":{"a":1}}'],
  ['a field behind the body', '{"hit":{"name":"a","body":{"p":{"a":1}},"ids":{"b":1}}}', '{"p":{"a":1}}'],
  ['two bodies', '{"hit":{"name":"a","body":{"p":{"a":1}},"body":{"p":{"a":2}}}}', '{"p":{"a":2}}'],
  ['a number that is none in a table', '{"hit":{"name":"a","body":{"p":{"a":1e999}}}}', '{"p":{"a":null}}'],
  ['half of a character', String.raw`{"hit":{"name":"a","body":{"p":{"a":"\ud83d"}}}}`, '{"p":{"a":"\ufffd"}}'],
  ['lines', '{"hit":{"name":"a","body":{"p":{\n"a":1}}}}', '{"p":{"a":1}}'],
  ['space before it', '{"hit":{"name":"a", "body":{"p":{"a":1}}}}', '{"p":{"a":1}}'],
])('a body is written anew where its record has %s', (_, record, expected) => {
  expect(textOf(record)).toBe(expected)
})

test('a body that was made of another has no text', () => {
  const record = '{"hit":{"name":"a","body":{"p":{"a":1}}}}'
  const event = parseRecordText(record) as Told
  noteBodyText(event.hit, record, [event])
  expect(storedBodyText({ ...event.hit.body, ad: {} })).toBe('{"p":{"a":1},"ad":{}}')
})
