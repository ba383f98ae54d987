/**
 * Values that no reader of a topic expects: of every kind that a torn write, another program or a
 * newer version can leave there.
 * @param good a value of the topic, as JSON.
 */
export function poisonOf(good: string): [kind: string, value: Uint8Array][] {
  const object = JSON.parse(good) as Record<string, unknown>
  const text: [string, string][] = [
    ['empty', ''],
    ['blank', ' \n'],
    ['truncated', good.slice(0, Math.floor(good.length / 2))],
    ['truncated by a byte', good.slice(0, -1)],
    ['no JSON', 'kanari@example.com was here'],
    ['null', 'null'],
    ['an array', `[${good}]`],
    ['a text', JSON.stringify(good)],
    ['a number', '17'],
    ['an empty object', '{}'],
    ['of an unknown kind', '{"kind":"from-a-newer-version","now":99999999999999}'],
    ['two values', `${good}\n${good}`],
    ['of the wrong types', JSON.stringify(Object.fromEntries(Object.keys(object).map((key) => [key, { nested: [key] }])))],
  ]
  return [
    ...text.map(([kind, value]): [string, Uint8Array] => [kind, Buffer.from(value)]),
    ['binary', Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 129) % 256)],
    ['UTF-16', Buffer.from(good, 'utf16le')],
  ]
}
