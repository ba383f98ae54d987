import { personId } from '@weir/contracts'
import { expect, test } from 'vitest'
import { strongest, strongestIdentifier } from './resolver.ts'

test('the strongest type names the person, the first of several', () => {
  const ids = [
    { type: 'ttp', value: 't' },
    { type: 'email', value: 'e1' },
    { type: 'email', value: 'e2' },
  ] as const
  expect(strongest(ids)).toEqual({ type: 'email', value: 'e1' })
  expect(strongestIdentifier.resolve(ids, () => undefined)).toEqual({ person: personId('email:e1'), links: [] })
  expect(strongestIdentifier.resolve([], () => undefined)).toEqual({ person: '', links: [] })
})
