import { expect, it } from 'vitest'
import { benjaminiHochberg, holm } from './many-tests.ts'

/** The 15 p values of Benjamini and Hochberg 1995, section 3.2. */
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
]

it('finds what the paper finds: four by their procedure, three by that of Holm', () => {
  expect(benjaminiHochberg(PUBLISHED).filter((value) => value <= 0.05)).toHaveLength(4)
  expect(holm(PUBLISHED).filter((value) => value <= 0.05)).toHaveLength(3)
})

it('is what p.adjust of R gives', () => {
  const values = [0.03, 0.01, 0.05, 0.02, 0.04]
  const rounded = (all: number[]): number[] => all.map((value) => Math.round(value * 1e6) / 1e6)
  expect(rounded(holm(values))).toEqual([0.09, 0.05, 0.09, 0.08, 0.09])
  expect(rounded(benjaminiHochberg(values))).toEqual([0.05, 0.05, 0.05, 0.05, 0.05])
  expect(rounded(benjaminiHochberg(PUBLISHED).slice(0, 5))).toEqual([0.0015, 0.003, 0.0095, 0.035625, 0.0603])
})

it('leaves out what is no test', () => {
  expect(holm([Number.NaN, 0.01, 0.04])).toEqual([Number.NaN, 0.02, 0.04])
  expect(benjaminiHochberg([0.04, Number.NaN, 0.02])).toEqual([0.04, Number.NaN, 0.04])
  expect([holm([]), benjaminiHochberg([])]).toEqual([[], []])
})
