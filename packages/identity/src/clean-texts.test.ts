import { expect, test } from 'vitest'
import { createCleanTexts } from './clean-texts.ts'

test('what comes again and again stays, what came once goes', () => {
  const known = createCleanTexts(10)
  known.add('Mozilla/5.0')
  known.add('seen once')
  for (let i = 0; i < 100; i++) {
    known.add(`text ${i}`)
    expect(known.has('Mozilla/5.0')).toBe(true)
  }
  expect(known.has('seen once')).toBe(false)
  expect(known.has('text 99')).toBe(true)
})

test('long texts are not remembered', () => {
  const known = createCleanTexts()
  known.add('x'.repeat(301))
  expect(known.has('x'.repeat(301))).toBe(false)
})
