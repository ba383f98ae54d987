import type { Condition } from '@weir/contracts'
import { expect, it } from 'vitest'
import type { SeenValue } from './feature.ts'
import { withoutSeed } from './seed.ts'

const SEEN: readonly SeenValue[] = [
  { of: 'name', value: 'Purchase' },
  { of: 'name', value: 'ViewContent' },
  { of: 'name', value: 'quiz_begun' },
  { of: 'source', value: 'shop' },
  { of: 'source', value: 'app' },
  { of: 'device', value: 'phone' },
  { of: 'currency', value: 'EUR' },
]
const segment = (id: string, rule: Condition): { id: string; rule: Condition } => ({ id, rule })
const leftOut = (rule: Condition, ...others: { id: string; rule: Condition }[]): string[] => {
  const seed = segment('seed', rule)
  const left = withoutSeed(SEEN, seed, [seed, ...others])
  return SEEN.filter((one) => !left.includes(one)).map(({ value }) => value)
}
const within = '30d'

it('leaves out the events that a rule names, and amounts with them', () => {
  expect(leftOut({ event: { name: 'Purchase' }, within })).toEqual(['Purchase', 'EUR'])
  expect(leftOut({ not: { event: { names: ['ViewContent', 'Login'] }, within } })).toEqual(['ViewContent', 'EUR'])
  expect(leftOut({ event: { name_prefix: 'quiz_' }, within })).toEqual(['quiz_begun', 'EUR'])
})

it('leaves out sources that a rule names', () => {
  expect(leftOut({ event: { source: 'app' }, within })).toEqual(['app'])
})

it('looks into segments that the rule refers to, and into no others', () => {
  const bought = segment('bought', { event: { name: 'Purchase' }, within })
  const viewed = segment('viewed', { event: { name: 'ViewContent' }, within })
  expect(leftOut({ all: [{ segment: 'bought' }, { trait: 'country', eq: 'DE' }] }, bought, viewed)).toEqual(['Purchase', 'EUR'])
})

it('leaves out nothing where the rule names none', () => {
  expect(leftOut({ trait: 'country', eq: 'DE' })).toEqual([])
})
