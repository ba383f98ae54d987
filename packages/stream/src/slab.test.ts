import { expect, test } from 'vitest'
import { createSlab } from './slab.ts'

test('texts are their own bytes, however many there are and however long', () => {
  const slab = createSlab()
  const texts = Array.from({ length: 2_000 }, (_, i) => `${i} ä€😀 `.repeat(1 + ((i * 37) % 400)))
  const bytes = texts.map((text) => slab.bytesOf(text))
  expect(bytes.map((one) => Buffer.from(one).toString())).toEqual(texts)
})

test('a step of few outputs takes little memory', () => {
  expect(createSlab().bytesOf('one').buffer.byteLength).toBe(8 * 1024)
})
