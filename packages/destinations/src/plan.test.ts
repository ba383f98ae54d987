import { describe, expect, it } from 'vitest'
import { decodeHeldPerson, encodeHeldPerson, isRetraction, isThere, newHeld } from './held.ts'
import type { HeldPerson, ItemState } from './held.ts'
import { confirmItems, markSending, undoItems } from './outcome.ts'
import { isSettled, planForPerson } from './plan.ts'

const NONE: ReadonlyMap<string, readonly string[]> = new Map()
const nobodys = (): boolean => false
const item = (name: string) => ({ name, digest: `d-${name}` })
const having = (states: Record<string, ItemState>): HeldPerson => ({
  ...newHeld('ann', 0),
  items: Object.fromEntries(
    Object.entries(states).map(([name, state]) => [name, { state, digest: `d-${name}`, at: 1, request: 'r' }]),
  ),
})

describe('a plan', () => {
  it('adds what is not there for sure, removes what may be there, and drops what is gone', () => {
    const held = having({
      a: 'held',
      b: 'adding',
      c: 'removing',
      d: 'removed',
      e: 'held',
      f: 'adding',
      g: 'removing',
      h: 'removed',
    })
    const given = ['a', 'b', 'c', 'd', 'new'].map(item)
    expect(planForPerson(held, { given, kept: NONE }, nobodys)).toEqual({
      add: ['b', 'c', 'd', 'new'].map(item),
      remove: ['e', 'f', 'g'],
      drop: ['h'],
      wait: [],
    })
    expect(planForPerson(held, { given: undefined, kept: NONE }, nobodys).remove).toEqual(['a', 'b', 'c', 'e', 'f', 'g'])
  })

  it('leaves an identifier that is given with another person, and adds it again after a removal', () => {
    const held = having({ a: 'held', b: 'adding', c: 'removing', d: 'removed' })
    const kept = new Map(['d-a', 'd-b', 'd-c', 'd-d'].map((digest) => [digest, ['bob']]))
    const add = [item('c'), item('d')]
    const bobs = (name: string, people: readonly string[]): boolean => name === 'a' && people.includes('bob')
    expect(planForPerson(held, { given: undefined, kept }, bobs)).toEqual({ add, remove: [], drop: ['a'], wait: ['b'] })
  })

  it('is settled when nothing is to be sent', () => {
    expect(isSettled(planForPerson(having({ a: 'held', b: 'removed' }), { given: [item('a')], kept: NONE }, nobodys))).toBe(true)
    expect(isSettled(planForPerson(having({}), { given: [item('a')], kept: NONE }, nobodys))).toBe(false)
  })
})

describe('what is held', () => {
  it('is marked before it is sent, and follows the answer', () => {
    const held = { ...having({ a: 'held' }), asked: { at: 5, reason: 'consent' } }
    const before = markSending(held, { add: [], remove: ['a'], drop: [] }, 10)
    expect(held).toMatchObject({ items: { a: { state: 'removing' } }, turns: 1 })
    // A repeat is the same message.
    markSending(held, { add: [], remove: ['a'], drop: [] }, 11)
    expect(held.turns).toBe(1)
    expect(isRetraction(held)).toBe(true)
    undoItems(held, ['a'], before)
    expect(held.items['a']?.state).toBe('held')
    markSending(held, { add: [], remove: ['a'], drop: [] }, 12)
    confirmItems(held, 'remove', ['a'], { at: 20, request: 'r-9' })
    expect(held.left).toEqual({ asked: 5, at: 20, reason: 'consent', request: 'r-9' })
    expect([isThere(held), isRetraction(held)]).toEqual([false, false])
    expect(decodeHeldPerson(encodeHeldPerson(held))).toEqual(held)
  })

  it('forgets an addition of which nothing was done', () => {
    const held = having({})
    const before = markSending(held, { add: [item('a')], remove: [], drop: [] }, 10)
    expect(isThere(held)).toBe(true)
    undoItems(held, ['a'], before)
    expect(held.items).toEqual({})
  })
})
