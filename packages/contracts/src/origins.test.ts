import { describe, expect, test } from 'vitest'
import { originAllowedBy, originOf, readAllowedOrigin } from './origins.ts'

const allows = (allowed: string, origin: string): boolean => {
  const from = originOf(origin)
  return from !== undefined && originAllowedBy(allowed, from)
}

/** Origins that are all different from each other, each in forms that are the same. */
const DIFFERENT: readonly (readonly string[])[] = [
  ['https://shop.example', 'https://shop.example:443', 'HTTPS://Shop.Example', 'https://shop.example/'],
  ['http://shop.example', 'http://shop.example:80', 'http://SHOP.example'],
  ['https://shop.example:8443'],
  ['https://www.shop.example'],
  ['https://evil-shop.example'],
  ['https://shop.example.evil.example'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://[::1]:3000'],
  ['http://127.0.0.1'],
  ['capacitor://localhost', 'Capacitor://LOCALHOST'],
  ['ionic://localhost'],
  ['http://localhost'],
  ['tauri://localhost'],
  ['app://-'],
  ['file://', 'file:///', 'FILE://'],
  ['chrome-extension://abcdefghijklmnop'],
  ['chrome-extension://ponmlkjihgfedcba'],
  ['moz-extension://1b2c'],
  ['null'],
]

describe('an origin is allowed by itself and by nothing else', () => {
  const pairs = DIFFERENT.flatMap((forms, i) =>
    DIFFERENT.flatMap((others, k) => forms.map((form) => [form, others[0]!, i === k] as const)),
  )

  test(`${pairs.length} pairs`, () => {
    expect(pairs.length).toBeGreaterThan(450)
    expect(pairs.filter(([origin, allowed, same]) => allows(allowed, origin) !== same)).toEqual([])
    expect(pairs.filter(([origin, allowed, same]) => allows(origin, allowed) !== same)).toEqual([])
  })

  test.each([
    '',
    'shop.example',
    '//shop.example',
    'https://',
    'https://a@shop.example',
    'mailto:a@shop.example',
    'https://a b',
    '*',
  ])('no origin: %j', (text) => {
    expect(originOf(text)).toBeUndefined()
    expect(allows('https://shop.example', text)).toBe(false)
  })
})

describe('wildcards', () => {
  test.each([
    ['https://www.shop.example', true],
    ['https://a.b.shop.example', true],
    ['https://WWW.Shop.Example:443', true],
    ['https://shop.example', false],
    ['https://.shop.example', false],
    ['https://evil-shop.example', false],
    ['https://shop.example.evil.example', false],
    ['https://www.shop.example:8443', false],
    ['http://www.shop.example', false],
    ['capacitor://www.shop.example', false],
    ['null', false],
  ])('https://*.shop.example and %s', (origin, expected) => expect(allows('https://*.shop.example', origin)).toBe(expected))

  test('with a port', () => {
    expect(allows('https://*.shop.example:8443', 'https://a.shop.example:8443')).toBe(true)
    expect(allows('https://*.shop.example:8443', 'https://a.shop.example')).toBe(false)
  })
})

describe('what may be listed', () => {
  test.each([
    ['https://shop.example/', 'https://shop.example'],
    [' HTTPS://Shop.Example:443 ', 'https://shop.example'],
    ['https://*.shop.example', 'https://*.shop.example'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['file:///', 'file://'],
    ['NULL', 'null'],
  ])('%j is %j', (given, origin) => expect(readAllowedOrigin(given)).toEqual({ origin }))

  test.each([
    ['https://shop.example/path', 'no path: give "https://shop.example"'],
    ['https://shop.example?x=1', 'no path'],
    ['shop.example', 'scheme and host'],
    ['*', 'Leave the list out'],
    ['https://*', 'wildcard'],
    ['https://*.com', 'wildcard'],
    ['https://a.*.example.com', 'wildcard'],
    ['https://*shop.example.com', 'wildcard'],
    ['https://user@shop.example', 'Not a valid origin'],
    ['capacitor://', 'has a host'],
    ['', 'Not a valid origin'],
  ])('%j is refused', (given, message) => {
    expect(readAllowedOrigin(given)).toEqual({ message: expect.stringContaining(message) as string })
  })
})
