import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { compareArms } from './compare.ts'
import { decide } from './decide.ts'
import { converted } from './testing/people.ts'
import { upliftCost, upliftOf } from './uplift.ts'

it('is what the page says by hand', async () => {
  const page = await readFile(new URL('../../../docs/how-to/experiments.md', import.meta.url), 'utf8')
  const shown = new Map([...page.matchAll(/^\| `([a-z_.]+)` \| ([^|]+) \|/gm)].map(([, name, value]) => [name, value!.trim()]))
  const comparison = compareArms('share', converted(1_150, 10_000), converted(1_000, 10_000), 0.05)
  const { effect, relative, p, pAlways } = comparison
  const uplift = upliftOf(effect!, 10_000)
  const cost = upliftCost(uplift, { treated: 900, control: 0, treatedPeople: 10_000, controlPeople: 10_000 })!
  const ends = ({ low, high }: { low: number; high: number }): string => `${low.toFixed(4)} to ${high.toFixed(4)}`
  expect(shown.get('effect.value')).toBe(effect!.value.toFixed(3))
  expect(shown.get('effect.fixed')).toBe(ends(effect!.fixed))
  expect(shown.get('effect.always')).toBe(ends(effect!.always))
  expect(shown.get('relative.value')).toBe(relative!.value.toFixed(2))
  expect(shown.get('p_fixed')).toBe(p!.toFixed(4))
  expect(shown.get('incremental.conversions')).toBe(uplift.conversions.toFixed(0))
  expect(shown.get('incremental_cpa')).toBe(`${cost.value.toFixed(0)} EUR`)
  const { verdict } = decide({
    alpha: 0.05,
    peopleMin: 10_000,
    people: 20_000,
    mismatch: { p: 1, alarm: false, parts: [] },
    primary: [{ arm: 'blue', metric: 'buyers', better: 'more', comparison, p: pAlways }],
    guardrails: [],
    outlook: { peopleNeeded: undefined, daysLeft: undefined, detectable: undefined },
  })
  expect(shown.get('decision')).toBe(verdict)
})
