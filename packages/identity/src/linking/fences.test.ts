import { identifierDigest } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import {
  fenceName,
  fencesOf,
  formerIds,
  idsBeyond,
  isKeptFrom,
  isOnThisSide,
  lapseWithin,
  nameOf,
  ownerBeyond,
  returnWithin,
  uniteFences,
} from './fences.ts'
import type { Fence } from './fences.ts'

const EMAIL: Identifier = { type: 'email', value: 'e' }
const COOKIE: Identifier = { type: 'ttp', value: 't' }
const [e, t] = [identifierDigest(EMAIL), identifierDigest(COOKIE)]

/** The fence of who stays with the e-mail address, and of who left with the cookie. */
const STAY: Fence = { split: 's', side: 'stay', mine: [e], theirs: [t], other: 'left', from: ['before', t], at: 1, recounts: 1 }
const LEFT: Fence = { ...STAY, side: 'leave', mine: [t], theirs: [e], other: 'stays' }

/** Who has a hit that reached somebody on one side. @param address by which it came. */
function beyondFence(fences: readonly Fence[], hit: { ids: Identifier[] }, address: string): string | undefined {
  return ownerBeyond(fences, nameOf(hit, address))
}

describe('a fence', () => {
  it('sends a hit to the side of its strongest identifier, and takes those of the other side out', () => {
    expect(beyondFence([STAY], { ids: [COOKIE] }, t)).toBe('left')
    expect(beyondFence([STAY], { ids: [COOKIE, EMAIL] }, t)).toBeUndefined()
    expect(idsBeyond([STAY], { ids: [COOKIE, EMAIL] })).toEqual([{ id: COOKIE, other: 'left' }])
    expect(beyondFence([LEFT], { ids: [COOKIE, EMAIL] }, t)).toBe('stays')
    // Without identifiers the address decides.
    expect(beyondFence([STAY], { ids: [] }, t)).toBe('left')
  })

  it('divides what was counted before: what nobody named stays', () => {
    const phone: Identifier = { type: 'phone', value: 'p' }
    for (const [ids, stays] of [
      [[EMAIL], true],
      [[COOKIE], false],
      [[phone], true],
      [[COOKIE, EMAIL], true],
    ] as const) {
      expect(isOnThisSide([STAY], { ids }, t, 'before')).toBe(stays)
      expect(isOnThisSide([LEFT], { ids }, t, 'before')).toBe(!stays)
    }
    // What was counted for the person who left since is theirs.
    expect(isOnThisSide([LEFT], { ids: [phone] }, t, 'left')).toBe(true)
  })

  it('keeps its identifiers from the other side, and from nobody else', () => {
    expect(isKeptFrom([STAY], e, { [fenceName('s')]: 'leave' })).toBe(true)
    expect(isKeptFrom([STAY], e, { [fenceName('s')]: 'stay' })).toBe(false)
    expect(isKeptFrom([STAY], e, {})).toBe(false)
    expect(isKeptFrom([STAY], t, { [fenceName('s')]: 'leave' })).toBe(false)
  })

  it('lapses for whoever has become the other side, whose hits would go round and round', () => {
    const within = lapseWithin([LEFT, { ...STAY, split: 'other' }], new Set(['itself', 'stays']))
    expect(within).toEqual([
      { ...LEFT, hasLapsed: true },
      { ...STAY, split: 'other' },
    ])
    expect(beyondFence([LEFT], { ids: [EMAIL] }, e)).toBe('stays')
    expect(beyondFence(within, { ids: [EMAIL] }, e)).toBeUndefined()
  })

  it('lets pass what came back from beyond, and still divides the history of before', () => {
    const phone = identifierDigest({ type: 'phone', value: 'p' })
    const wide = { ...STAY, theirs: [t, phone] }
    const [open] = returnWithin([wide], t)
    expect(open).toEqual({ ...wide, returned: [t] })
    expect(returnWithin([open!], t)).toEqual([open])
    expect([t, phone].map((digest) => ownerBeyond([open!], digest))).toEqual([undefined, 'left'])
    expect(idsBeyond([open!], { ids: [COOKIE, EMAIL] })).toEqual([])
    expect(isOnThisSide([open!], { ids: [COOKIE] }, t, 'before')).toBe(false)
    expect(isOnThisSide([wide], { ids: [COOKIE] }, t, 'later')).toBe(false)
    expect(isOnThisSide([open!], { ids: [COOKIE] }, t, 'later')).toBe(true)
  })

  it('lapses for who has nothing of its side any more, and still divides the history', () => {
    const [lapsed] = fencesOf([STAY], [identifierDigest({ type: 'phone', value: 'p' })])
    expect(lapsed).toEqual({ ...STAY, hasLapsed: true })
    expect(fencesOf([STAY], [e])).toEqual([STAY])
    expect(beyondFence([lapsed!], { ids: [COOKIE] }, t)).toBeUndefined()
    expect(isKeptFrom([lapsed!], e, { [fenceName('s')]: 'leave' })).toBe(false)
    expect(isOnThisSide([lapsed!], { ids: [COOKIE] }, t, 'before')).toBe(false)
    expect(isOnThisSide([lapsed!], { ids: [COOKIE] }, t, 'later')).toBe(true)
    // One who has left both sides may be one person again, with the history of both.
    const both = uniteFences([lapsed!], [LEFT])
    expect(both).toEqual([lapsed, LEFT])
    expect(isOnThisSide(both, { ids: [COOKIE] }, t, 'before')).toBe(true)
    expect(uniteFences([lapsed!], [STAY])).toEqual([STAY])
  })

  it('knows which ids of before are its own identifiers', () => {
    expect(formerIds([LEFT])).toEqual([t])
    expect(formerIds([STAY])).toEqual([])
  })
})
