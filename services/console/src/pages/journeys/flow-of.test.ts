import { expect, it } from 'vitest'
import { flowOf } from './flow-of.ts'

const place = { step: 'remind', segment: 'journey.cart.remind', status: 'live', people: 7 } as const
const figures = { step: 'remind', segment: 'journey.cart.remind', entered: 20, converted: 5, conversion: 0.25 }

it('puts each step a level below the one that it comes after, and the goal last', () => {
  const steps = [
    { id: 'remind', name: 'Remind', wait: '1h', triggers: [] },
    { id: 'offer', triggers: [] },
    { id: 'call', after: 'remind', triggers: [] },
    { id: 'leave', after: 'entry', triggers: [] },
  ]
  const levels = flowOf({ steps, places: [place], goal: {} }, [figures])
  expect(levels.map((level) => level.map(({ id }) => id))).toEqual([['entry'], ['remind', 'leave'], ['offer', 'call'], ['goal']])
  expect(levels[1]![0]).toEqual({ id: 'remind', name: 'Remind', after: 'entry', wait: '1h', place, figures })
  expect(levels[2]!.map(({ after }) => after)).toEqual(['remind', 'remind'])
})

it('has no goal where the journey has none', () => {
  expect(flowOf({ steps: [], places: [] }, []).map((level) => level.map(({ id }) => id))).toEqual([['entry']])
})
