import { expect, test } from 'vitest'
import { Condition } from './segment.ts'

const accepts = (trait: string): boolean => Condition.safeParse({ trait, exists: true }).success

test.each(['country', 'address.city', 'value with spaces', 'Größe', 'list:vip', 'x', 'x'.repeat(256), '$country', '$device'])(
  'a condition may ask for the trait "%s"',
  (key) => expect(accepts(key)).toBe(true),
)

test.each(['', ' ', ' country', 'country ', 'two\nlines', '$score.buys', '$countries', '$', 'x'.repeat(257)])(
  'a condition may not ask for the trait "%s"',
  (key) => expect(accepts(key)).toBe(false),
)
