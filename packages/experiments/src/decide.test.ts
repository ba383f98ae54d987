import { describe, expect, it } from 'vitest'
import { compareArms } from './compare.ts'
import { decide } from './decide.ts'
import type { AdviceGrounds, Judged } from './decide.ts'
import { converted } from './testing/people.ts'

const judged = (successes: number, fields: Partial<Judged> = {}): Judged => {
  const comparison = compareArms('share', converted(successes, 10_000), converted(1_000, 10_000), 0.05)
  return { arm: 'blue', metric: 'orders', better: 'more', comparison, p: comparison.pAlways, ...fields }
}
const findings = (fields: Partial<AdviceGrounds> = {}): AdviceGrounds => ({
  alpha: 0.05,
  peopleMin: 10_000,
  people: 20_000,
  mismatch: { p: 0.4, alarm: false, parts: [] },
  primary: [judged(1_010)],
  guardrails: [],
  outlook: { peopleNeeded: 40_000, daysLeft: 4, detectable: 0.08 },
  ...fields,
})

describe('decide', () => {
  it('takes what is better, and says by how much', () => {
    const { verdict, arm, text } = decide(findings({ primary: [judged(1_010), judged(1_300, { arm: 'red' })] }))
    expect([verdict, arm]).toEqual(['better', 'red'])
    expect(text).toMatch(/^Take "red": orders rises by 30\.0 % \(between \d+\.\d % and \d+\.\d %\)\.$/)
    expect(decide(findings({ primary: [judged(800, { better: 'less' })] })).verdict).toBe('better')
  })

  it('believes nothing where arms have other sizes, and harms nobody for an aim', () => {
    const mismatch = { p: 1e-9, alarm: true, parts: [{ by: 'device' as const, key: '', people: [9, 1], p: 1e-9 }] }
    const broken = decide(findings({ primary: [judged(1_300)], mismatch }))
    expect(broken.verdict).toBe('broken')
    expect(broken.text).toContain('device (not stated)')
    const guardrails = [judged(1_300, { metric: 'refunds', better: 'less' })]
    expect(decide(findings({ primary: [judged(1_300)], guardrails }))).toMatchObject({ verdict: 'harmful', arm: 'blue' })
    // A guard-rail that gets better stops nothing.
    expect(decide(findings({ primary: [judged(1_300)], guardrails: [judged(700, { better: 'less' })] })).verdict).toBe('better')
  })

  it('keeps the control only where every arm is worse', () => {
    expect(decide(findings({ primary: [judged(800)] })).verdict).toBe('worse')
    expect(decide(findings({ primary: [judged(800), judged(1_010, { arm: 'red' })] })).verdict).toBe('continue')
  })

  it('waits, goes on, and says when it is enough', () => {
    expect(decide(findings({ peopleMin: 12, primary: [judged(1_300)] })).verdict).toBe('waiting')
    expect(decide(findings()).text).toBe(
      'Go on for about 4 more days, at 20000 of 40000 people. By now a change of 8.0 % would be found.',
    )
    expect(decide(findings({ people: 50_000 })).verdict).toBe('no_difference')
    const outlook = { peopleNeeded: undefined, daysLeft: undefined, detectable: undefined }
    expect(decide(findings({ outlook })).text).toBe('Go on.')
  })
})
