import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readPixelScript } from './index.ts'

test('pages pay less than 4 KB for the script', () => {
  const { code, gzipped, etag } = readPixelScript()
  expect(gzipped.length).toBeLessThanOrEqual(4_096)
  expect(gunzipSync(gzipped).equals(code)).toBe(true)
  expect(etag).toMatch(/^"[\w-]{22}"$/)
  // What es2020 has not: an older browser would not even begin.
  expect(code.toString()).not.toMatch(/\?\?=|\|\|=|&&=|\bstatic\{|\.at\(|#\w+ in /)
})
