import { Condition, OPS as SERVICE_OPS } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { freshCondition, RULE_KINDS, ruleKindOf } from './kinds.ts'
import { OPERATORS } from './operators.ts'
import { addTo, conditionAt, regroupAt, replaceAt, wrapAt } from './tree.ts'

const view: Condition = { event: { name: 'ViewContent' }, within: '30d' }
const buy: Condition = { event: { name: 'Purchase' }, within: '7d' }
const gold: Condition = { trait: 'plan', eq: 'gold' }
const rule: Condition = { all: [view, { not: buy }, { any: [gold, buy] }] }

describe('a rule as a tree', () => {
  it('finds a condition by its place', () => {
    expect(conditionAt(rule, [])).toBe(rule)
    expect(conditionAt(rule, [1, 0])).toBe(buy)
    expect(conditionAt(rule, [2, 0])).toBe(gold)
    expect(conditionAt(rule, [0, 0])).toBeUndefined()
  })

  it('replaces, and leaves the given rule as it was', () => {
    const before = structuredClone(rule)
    expect(replaceAt(rule, [2, 1], view)).toEqual({ all: [view, { not: buy }, { any: [gold, view] }] })
    expect(rule).toEqual(before)
  })

  it('removes, and groups that are empty go, too', () => {
    expect(replaceAt(rule, [1, 0], undefined)).toEqual({ all: [view, { any: [gold, buy] }] })
    expect(replaceAt({ all: [{ any: [gold] }] }, [0, 0], undefined)).toBeUndefined()
  })

  it('adds to groups, and makes one of what is none', () => {
    expect(addTo(rule, [2], view)).toEqual({ all: [view, { not: buy }, { any: [gold, buy, view] }] })
    expect(addTo(view, [], gold)).toEqual({ all: [view, gold] })
  })

  it('wraps and regroups', () => {
    expect(wrapAt(view, [], 'not')).toEqual({ not: view })
    expect(regroupAt(rule, [2], 'all')).toEqual({ all: [view, { not: buy }, { all: [gold, buy] }] })
    expect(regroupAt({ all: [gold, buy] }, [], 'not')).toEqual({ not: { any: [gold, buy] } })
  })
})

describe('kinds', () => {
  it.each(RULE_KINDS.filter((kind) => kind !== 'segment' && kind !== 'lookalike'))(
    '%s begins with a rule that is right',
    (kind) => {
      const fresh = freshCondition(kind)
      expect(ruleKindOf(fresh)).toBe(kind)
      expect(Condition.safeParse(fresh).success).toBe(true)
    },
  )

  it('has the operators that the service has', () => {
    expect([...OPERATORS]).toEqual([...SERVICE_OPS])
  })
})
