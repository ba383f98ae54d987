import { describe, expect, it } from 'vitest'
import { chosenExperiments } from './choose-experiments.ts'
import { reachOf, shareAlong } from '../../parts/effect-scale.ts'
import { clearOf } from './effect-clear.ts'

const effect = (low: number, high: number) => ({
  value: (low + high) / 2,
  fixed: { low: low / 2, high: high / 2 },
  always: { low, high },
})

describe('the bars of effects', () => {
  it('reach as far as the furthest end, no change in the middle', () => {
    const reach = reachOf([
      { low: -0.1, high: 0.3 },
      { low: -0.5, high: 0.1 },
    ])
    expect(reach).toBeCloseTo(0.54)
    expect([shareAlong(0, reach), shareAlong(reach, reach), shareAlong(-reach, reach)]).toEqual([0.5, 1, 0])
  })

  it('end at the edge where an interval is very wide, and show something where all are narrow', () => {
    expect(shareAlong(30, reachOf([{ low: -20, high: 30 }]))).toBe(1)
    expect(reachOf([])).toBeGreaterThan(0)
  })

  it('are clear where no change is outside, by what is better', () => {
    const row = (low: number, high: number, better: 'more' | 'less') =>
      clearOf({ relative: effect(low, high), effect: null, better }, 'always')
    expect([row(0.1, 0.2, 'more'), row(-0.2, -0.1, 'more'), row(-0.1, 0.2, 'more')]).toEqual(['better', 'worse', 'open'])
    expect([row(0.1, 0.2, 'less'), row(-0.2, -0.1, 'less')]).toEqual(['worse', 'better'])
    expect(clearOf({ relative: null, effect: effect(1, 2), better: 'more' }, 'always')).toBe('better')
    expect(clearOf({ relative: null, effect: null, better: 'more' }, 'always')).toBe('open')
  })
})

it('lists experiments that run first, then the newest, by text and state', () => {
  const one = (id: string, state: 'planned' | 'running' | 'stopped', day: number, hypothesis = '') => ({
    id,
    name: id.toUpperCase(),
    hypothesis,
    state,
    starts_at: `2024-05-0${day}T00:00:00Z`,
  })
  const all = [one('a', 'stopped', 1), one('b', 'running', 2, 'Blue sells more'), one('c', 'running', 3), one('d', 'planned', 4)]
  const ids = (text: string, state?: string) => chosenExperiments(all, text, state).map(({ id }) => id)
  expect(ids('')).toEqual(['c', 'b', 'd', 'a'])
  expect(ids(' blue ')).toEqual(['b'])
  expect(ids('', 'stopped')).toEqual(['a'])
})
