import { expect, it } from 'vitest'
import { notAmong } from './compare.ts'
import type { Known } from './compare.ts'

const known = (person: string, ...identifiers: string[]): Known => ({ person, identifiers })

it('tells members of two folds by their identifiers, whatever names them', () => {
  const before = [known('1', 'ttp:t', 'email:e'), known('2', 'email:f'), known('3')]
  expect(notAmong(before, [known('9', 'email:e'), known('2'), known('3')])).toEqual([])
  expect(notAmong(before, [known('9', 'email:g', 'ttp:u'), known('3')])).toEqual(['1', '2'])
  expect(notAmong([], before)).toEqual([])
})
