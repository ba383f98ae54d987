import { describe, expect, it } from 'vitest'
import { COHORT_UNITS } from './input.ts'
import { firstDayOf, unitAt, unitLabel, unitOf, unitStart } from './calendar.ts'

describe('units of the calendar', () => {
  it('have numbers without gaps, and begin with their first day', () => {
    for (const unit of COHORT_UNITS)
      for (let day = -3_000; day < 25_000; day += 1) {
        const number = unitOf(day, unit)
        expect(number - unitOf(day - 1, unit)).toBe(firstDayOf(number, unit) === day ? 1 : 0)
      }
  })

  it('are named by their first day', () => {
    const at = Date.parse('2024-03-31T22:30:00Z')
    expect(unitLabel(unitAt(at, 'day', 'UTC'), 'day')).toBe('2024-03-31')
    expect(unitLabel(unitAt(at, 'day', 'Europe/Berlin'), 'day')).toBe('2024-04-01')
    expect(unitLabel(unitAt(at, 'week', 'UTC'), 'week')).toBe('2024-03-25')
    expect(unitLabel(unitAt(at, 'month', 'Europe/Berlin'), 'month')).toBe('2024-04-01')
    expect(unitStart(unitAt(at, 'month', 'Europe/Berlin'), 'month', 'Europe/Berlin')).toBe(Date.parse('2024-03-31T22:00:00Z'))
  })
})
