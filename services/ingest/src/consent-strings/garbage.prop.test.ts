import { TCString, Vector } from '@iabtechlabtcf/core'
import { PURPOSES } from '@weir/contracts'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { ranges, restriction, tcfString } from '../../test/consent-strings.ts'
import type { ConsentString } from '../parse/parsed-event.ts'
import { sectionIdsOf } from './gpp.ts'
import { readStrings, STRINGS_MAX } from './read-strings.ts'
import { TCF_IDS_MAX } from './tcf-precheck.ts'
import { readTcf } from './tcf.ts'

afterEach(() => vi.restoreAllMocks())

const ALL = [1, 3, 4, 7, 10]
const TCF = tcfString({ purposes: ALL, vendors: [2, 755, 986] })
const GPP = `DBACNYA~${TCF}~1YNN`
const said = (...strings: ConsentString[]) => {
  const { stated, unreadable } = readStrings({ stated: [{ strings }] }, {})
  return { ...stated[0], unreadable }
}

test('each purpose denied in turn is denied, and no other; legitimate interest is no consent', () => {
  for (const [i, purpose] of PURPOSES.entries()) {
    const purposes = ALL.toSpliced(i, 1)
    const expected = Object.fromEntries(PURPOSES.map((one) => [one, one !== purpose]))
    const text = tcfString({ purposes, legitimate: ALL })
    expect(readTcf(text, undefined)).toEqual(expected)
    expect(said({ kind: 'gpp', text: `DBABMA~${text}` }).gpp).toEqual(expected)
  }
})

test('a vendor is asked for when the source names it, and restrictions of the publisher hold', () => {
  const limited = tcfString({
    purposes: ALL,
    vendors: [986],
    restrictions: [restriction(4, 0, [1, 999]), restriction(7, 2, [986, 986])],
  })
  expect(Object.values(readTcf(TCF, 986))).toEqual([true, true, true, true, true])
  expect(Object.values(readTcf(TCF, 985))).toEqual([false, false, false, false, false])
  expect(readTcf(limited, 986)).toMatchObject({ storage: true, personalised_ads: false, measurement: false })
})

const MADE = [
  tcfString({ lists: ranges([[1, 65_535]]) + ranges([]) }),
  tcfString({ lists: ranges(Array.from({ length: 60 }, () => [1, 65_535] as const)) + ranges([]) }),
  tcfString({ restrictions: Array.from({ length: 9 }, (_, i) => restriction(i + 1, 1, [1, 65_535])) }),
]
test.each(MADE)('a made string that would cost much is not given to the library', (text) => {
  const decode = vi.spyOn(TCString, 'decode')
  expect(said({ kind: 'tcf', text }).unreadable).toHaveLength(1)
  expect(decode).not.toHaveBeenCalled()
})

const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'ABCDEFabcdef0189-_.~'.split(''))), {
      minLength: 1,
      maxLength: 4,
    })
    .map((changes) => changes.reduce((now, [at, digit]) => now.slice(0, at) + digit + now.slice(at + 1), text))
const garbage = fc.oneof(mutated(TCF), mutated(GPP), mutated(MADE[0]!), fc.base64String({ maxLength: 6_000 }), fc.string())

test('10,000 mutated and garbage strings: bounded work, and no grant where anything was thrown', () => {
  const set = vi.spyOn(Vector.prototype, 'set')
  fc.assert(
    fc.property(garbage, fc.constantFrom('tcf' as const, 'gpp' as const, 'us_privacy' as const), (text, kind) => {
      set.mockClear()
      const heard = said({ kind, text })
      expect(set.mock.calls.length).toBeLessThanOrEqual(TCF_IDS_MAX + 100)
      if (heard.unreadable?.length) expect(Object.values(heard.tcf ?? heard.gpp ?? {})).toEqual(PURPOSES.map(() => false))
    }),
    { numRuns: 10_000 },
  )
})

test('a header names a bounded number of sections, and a hit a bounded number of strings', () => {
  expect(sectionIdsOf('DBACOcGA')).toHaveLength(24)
  for (const header of ['DBD_', 'DB__________', 'DBAB', 'CPSG', '']) expect(() => sectionIdsOf(header)).toThrow(/^(it|a part)/)
  const many = Array.from({ length: STRINGS_MAX + 1 }, (_, i) => ({
    kind: 'tcf' as const,
    text: tcfString({ purposes: ALL, vendors: [i + 1] }),
  }))
  expect(said(...many.slice(1)).tcf?.storage).toBe(true)
  expect(said(...many).tcf?.storage).toBe(false)
})
