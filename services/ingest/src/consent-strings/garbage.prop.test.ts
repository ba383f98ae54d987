import { TcfCaV1 } from '@iabgpp/cmpapi'
import { PurposeRestriction, RestrictionType, TCString, Vector } from '@iabtechlabtcf/core'
import { PURPOSES } from '@weir/contracts'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { ranges, restriction, tcfString } from '../../test/consent-strings.ts'
import type { ConsentString } from '../parse/parsed-event.ts'
import { readGpp, sectionIdsOf } from './gpp.ts'
import { readStrings, STRINGS_MAX } from './read-strings.ts'
import { TCF_LENGTH_MAX } from './tcf-walk.ts'
import { readTcf, TCF_PURPOSES } from './tcf.ts'

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
test.each(MADE)('the library sees no vendor of a made string that would cost it much', (text) => {
  const decode = vi.spyOn(TCString, 'decode')
  const set = vi.spyOn(Vector.prototype, 'set')
  expect(said({ kind: 'tcf', text }).unreadable).toEqual([])
  expect(decode.mock.calls.map(([given]) => given.length)).toEqual([44])
  expect(set.mock.calls.length).toBeLessThanOrEqual(FLAGS)
})

/** What the library sets that is of a fixed length: purposes and features. */
const FLAGS = 100

const LONGEST = 'A'.repeat(TCF_LENGTH_MAX)
const COSTLY = [
  ...MADE,
  tcfString({ vendors: Array.from({ length: 22_000 }, (_, i) => i + 1) }),
  tcfString({ lists: ranges(Array.from({ length: 690 }, () => [1, 65_535] as const)) + ranges([]) }),
  tcfString({ restrictions: Array.from({ length: 450 }, (_, i) => restriction((i % 24) + 1, 0, [1, 65_535])) }),
  `C${LONGEST.slice(1)}`,
  LONGEST.replaceAll('A', '_'),
  `DBABMA~${tcfString({ vendors: Array.from({ length: 22_000 }, (_, i) => i + 1) })}`,
  // Sections 7 to 27, each as long as one may be.
  `DBACOcGA~${Array.from({ length: 24 }, () => `B${'V'.repeat(63)}`).join('~')}`,
]

/** CPU of the decode alone, ms: user and system, garbage collection included. */
function cpuOf(text: string): number {
  const before = process.cpuUsage()
  try {
    if (text.includes('~')) readGpp(text, undefined, 986)
    else readTcf(text, 986)
  } catch {
    // Refusing costs, too.
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

test('no string costs 20 ms of CPU: the worst made ones, and 10,000 mutated and garbage ones', () => {
  const texts = [...COSTLY, ...fc.sample(garbage, { numRuns: 10_000, seed: 1 })]
  for (const text of COSTLY) cpuOf(text)
  // The least of three, since a collection of garbage falls into some of them.
  const costs = texts.map((text) => Math.min(cpuOf(text), cpuOf(text), cpuOf(text))).toSorted((a, b) => a - b)
  const at = (share: number): number => costs[Math.ceil(share * costs.length) - 1]!
  process.stdout.write(`CPU of a string, ms: p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, worst ${at(1)}\n`)
  expect(at(1)).toBeLessThan(20)
})

const vendorId = fc.integer({ min: 1, max: 30 })
const span = fc.tuple(vendorId, vendorId).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)])
const flagged = fc.record({ vendors: fc.array(vendorId) })
const ranged = fc.array(span, { maxLength: 4 }).map((of) => ({ lists: ranges(of) + ranges([]) }))
const tcf = fc.record({
  purposes: fc.uniqueArray(fc.integer({ min: 1, max: 24 })),
  legitimate: fc.uniqueArray(fc.integer({ min: 1, max: 24 })),
  lists: fc.oneof(flagged, ranged),
  restrictions: fc.array(
    fc.tuple(fc.constantFrom(1, 3, 4, 7, 10), fc.nat(2), span).map(([purpose, type, of]) => restriction(purpose, type, of)),
    { maxLength: 4 },
  ),
})

test('3,000 strings say of a vendor what the library says, which looks at every vendor', () => {
  fc.assert(
    fc.property(tcf, fc.option(vendorId, { nil: undefined }), ({ lists, ...rest }, vendor) => {
      const text = tcfString({ ...rest, ...lists })
      const { purposeConsents, vendorConsents, publisherRestrictions } = TCString.decode(text)
      const forbidden = (purpose: number): boolean =>
        [RestrictionType.NOT_ALLOWED, RestrictionType.REQUIRE_LI].some((type) =>
          publisherRestrictions.getVendors(new PurposeRestriction(purpose, type)).includes(vendor!),
        )
      const expected = PURPOSES.map((one) => {
        const purpose = TCF_PURPOSES[one]
        return purposeConsents.has(purpose) && (vendor === undefined || (vendorConsents.has(vendor) && !forbidden(purpose)))
      })
      expect(Object.values(readTcf(text, vendor))).toEqual(expected)
    }),
    { numRuns: 3_000 },
  )
})

test('500 Canadian sections, as the library writes them: express grants, none denies, implied says nothing', () => {
  const set = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 })
  fc.assert(
    fc.property(set, set, fc.uniqueArray(vendorId), (express, implied, vendors) => {
      const section = new TcfCaV1()
      section.setFieldValue('PurposesExpressConsent', express)
      section.setFieldValue('PurposesImpliedConsent', implied)
      section.setFieldValue(
        'VendorExpressConsent',
        vendors.toSorted((a, b) => a - b),
      )
      const text = `DBABDA~${section.encode()}`
      const stated = PURPOSES.flatMap((one) => {
        const at = TCF_PURPOSES[one] - 1
        return express[at] ? [[one, true]] : implied[at] ? [] : [[one, false]]
      })
      expect(said({ kind: 'gpp', text })).toMatchObject({ unreadable: [] })
      expect(said({ kind: 'gpp', text }).gpp ?? {}).toEqual(Object.fromEntries(stated))
      const asked = readStrings({ stated: [{ strings: [{ kind: 'gpp', text }] }] }, { tcf_vendor_id: 2 })
      expect(asked.stated[0]?.gpp).toEqual(Object.fromEntries(PURPOSES.map((one) => [one, false])))
    }),
    { numRuns: 500 },
  )
})

test('a Canadian section that is none denies every purpose', () => {
  const core = new TcfCaV1().encode().split('.')[0]!
  for (const text of [
    '',
    core.slice(0, 30),
    `C${core.slice(1)}`,
    `${core}.${core}`,
    `${core}.YAAA.YAAA`,
    `${core}.*`,
    `${core}.`,
  ]) {
    const heard = said({ kind: 'gpp', text: `DBABDA~${text}` })
    expect([heard.unreadable?.length, heard.gpp?.storage], text).toEqual([1, false])
  }
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
      expect(set.mock.calls.length).toBeLessThanOrEqual(FLAGS)
      if (heard.unreadable?.length)
        expect(Object.values(heard.tcf ?? heard.gpp ?? heard.usPrivacy ?? {})).toEqual(PURPOSES.map(() => false))
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
