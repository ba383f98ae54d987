/**
 * Personal data that must be readable nowhere, by kind, and the encodings in which somebody could
 * still read it.
 */

export const PERSONAL_KINDS: Readonly<Record<string, string>> = {
  'e-mail': 'canary.person@example.org',
  'quoted e-mail': '"canary person"@example.org',
  'international number': '+4915112345678',
  'number under a key': '?billing_phone=015112345678',
  IPv4: '203.0.113.77',
  IPv6: '2001:db8::8a2e:370:7334',
}

const ENCODINGS: Record<string, (text: string) => string> = {
  percent: encodeURIComponent,
  entities: (text) => text.replaceAll(/[^A-Za-z0-9]/gu, (letter) => `&#${letter.codePointAt(0)};`),
  escapes: (text) => text.replaceAll(/[^A-Za-z0-9]/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  base64: (text) => Buffer.from(text).toString('base64'),
}
const names = Object.keys(ENCODINGS)

/** Up to three encodings, the innermost first. */
export const ENCODING_STACKS: readonly (readonly string[])[] = [
  [],
  ...names.flatMap((a) => [
    [a],
    ...names.flatMap((b) => [
      [a, b],
      [a, b, names[(names.indexOf(a) + names.indexOf(b)) % names.length] ?? a],
    ]),
  ]),
]

/** The text in these encodings, one in the other. */
export function encodedIn(stack: readonly string[], text: string): string {
  return stack.reduce((inner, name) => ENCODINGS[name]?.(inner) ?? inner, text)
}

/** The stacks of encodings in which a kind can be read in what was written. */
export function readableIn(written: string, kind: string): string[] {
  const text = PERSONAL_KINDS[kind] ?? ''
  const has = new Map<string, boolean>()
  const hasOnce = (part: string): boolean => {
    const known = has.get(part) ?? written.includes(part)
    has.set(part, known)
    return known
  }
  return ENCODING_STACKS.filter((stack) => {
    if (!hasOnce(keptPart(stack, text))) return false
    const canary = encodedIn(stack, text)
    return written.includes(canary) || written.includes(JSON.stringify(canary).slice(1, -1))
  }).map((stack) => stack.join(' of '))
}

/**
 * Letters and digits in a row that are in the encoded text whatever comes after the last base64:
 * most stacks have them in common, so that most need no search of their own.
 */
function keptPart(stack: readonly string[], text: string): string {
  const inner = encodedIn(stack.slice(0, stack.lastIndexOf('base64') + 1), text)
  return (inner.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length)[0] ?? ''
}
