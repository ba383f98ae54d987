import type { PurposeStatus } from '@weir/consent'
import { ID_TYPES, PURPOSES } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodePerson, encodePerson, movedToOf } from './codec.ts'
import { Memberships } from '../memberships.ts'
import { movedPerson, newPerson } from '../person.ts'
import type { Person } from '../person.ts'
import { emptyWindowState } from '../../state/window-state.ts'
import { WindowStates } from '../../state/window-states.ts'

const hex = (digits: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: digits, maxLength: digits })
    .map((ds) => ds.map((d) => d.toString(16)).join(''))
const time = fc.integer({ min: -(2 ** 42), max: 2 ** 42 })
const instant = fc.oneof(time, fc.constantFrom(Infinity, -Infinity))
const number32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const value = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
)
const entry = fc.oneof(
  fc.record({ t: time, eid: hex(16), n: fc.constant(1), units: fc.maxSafeInteger().map((n) => Math.trunc(n / 4)), text }),
  fc.record({ t: time, eid: fc.constant(''), n: fc.integer({ min: 1, max: 1e9 }), units: time, text }),
)

const statement = fc.record({ granted: fc.boolean(), at: time })
const standing: fc.Arbitrary<PurposeStatus> = fc.oneof(
  fc.record({ granted: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const), at: time }),
  fc.record(
    {
      granted: fc.boolean(),
      by: fc.constant('signal' as const),
      at: time,
      keyless: fc.constant(true as const),
      beside: statement,
    },
    { requiredKeys: ['granted', 'by', 'at'] },
  ),
)

/** Of few hits, so that some come together. */
const identifiers = fc
  .array(fc.record({ linkedAt: time, eid: fc.oneof(hex(16), fc.constant('')), seenAt: time }), { minLength: 1, maxLength: 3 })
  .chain((hits) =>
    fc.array(
      fc.tuple(
        fc.record({ type: fc.constantFrom(...ID_TYPES), value: fc.oneof(text, hex(64)) }),
        fc.constantFrom(...hits),
        fc.constantFrom(...hits),
      ),
      { maxLength: 6 },
    ),
  )
  .map((all) => all.map(([id, linked, seen]) => ({ ...id, linkedAt: linked.linkedAt, eid: linked.eid, seenAt: seen.seenAt })))

const person: fc.Arbitrary<Person> = fc
  .record({
    id: hex(32),
    ordinal: number32,
    instants: fc.tuple(instant, instant, instant),
    definitions: fc.nat(),
    consent: fc.dictionary(fc.constantFrom(...PURPOSES), standing),
    forgotten: fc.option(time, { nil: -Infinity }),
    statements: fc.array(fc.record({ at: time, code: fc.nat(32767), repeats: fc.boolean() }), { maxLength: 8 }),
    evidence: fc.array(
      fc.record({
        way: fc.nat(2 ** 48 - 1),
        at: time,
        code: fc.nat(32767),
        part: fc.nat(1000),
        seq: fc.integer({ min: 1, max: 2 ** 40 }),
      }),
      { maxLength: 8 },
    ),
    born: fc.oneof(fc.constant(0), fc.nat(2 ** 42)),
    movedTo: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, hex(32)),
    absorbed: fc.array(fc.record({ id: hex(32), ordinal: number32 }), { maxLength: 3 }),
    linking: fc.option(fc.uint8Array({ maxLength: 20 }), { freq: 2, nil: undefined }),
    identifiers: identifiers,
    traits: fc.array(
      fc.tuple(
        text,
        fc
          .tuple(fc.boolean(), fc.array(fc.record({ t: time, eid: hex(16), value }), { minLength: 1, maxLength: 3 }))
          .map(([forgot, [oldest, ...entries]]) => [{ ...oldest!, ...(forgot ? { first: true as const } : {}) }, ...entries]),
      ),
      {
        maxLength: 3,
      },
    ),
    specs: fc.array(fc.tuple(number32, fc.record({ exactFrom: instant, entries: fc.array(entry, { maxLength: 6 }) })), {
      maxLength: 4,
    }),
    memberships: fc.array(fc.tuple(number32, fc.record({ from: time, to: instant })), { maxLength: 5 }),
  })
  .map(
    ({ instants: [firstSeen, asOf, due], consent, traits, specs, memberships, id, ordinal, forgotten, statements, ...rest }) => ({
      ...newPerson(id, ordinal, 0),
      ...rest,
      said: { base: forgotten > -Infinity ? { ...consent } : {}, exactFrom: forgotten, statements },
      firstSeen,
      asOf,
      due,
      consent: { ...consent },
      traits: new Map(traits),
      windowStates: specs.reduce((all, [id, state]) => all.set(id, { ...emptyWindowState(), ...state }), new WindowStates()),
      memberships: memberships.reduce((all, [segment, interval]) => all.set(segment, interval), new Memberships()),
    }),
  )

test('a person comes back as it went, whatever is known of them', () => {
  fc.assert(
    fc.property(person, (given) => {
      // -0 and 0 are one instant.
      expect(JSON.stringify(flat(decodePerson(encodePerson(given))))).toBe(JSON.stringify(flat(given)))
    }),
    { numRuns: 2000 },
  )
})

function flat(given: Person): unknown {
  const standings = (known: Person['consent']): unknown[] =>
    PURPOSES.map((purpose) => {
      const { granted, by, at, keyless, beside } = known[purpose] ?? {}
      return [granted, by, at, keyless, beside?.granted, beside?.at]
    })
  const { base, exactFrom, statements } = given.said
  const consent = [
    standings(given.consent),
    standings(base),
    String(exactFrom),
    statements.map((s) => [s.at, s.code, s.repeats]),
    given.evidence.map((e) => [e.way, e.at, e.code, e.part, e.seq]),
  ]
  const numbers = [given.firstSeen, given.asOf, given.due].map(String)
  const specs = [...given.windowStates].map(([id, { exactFrom, entries }]) => [
    id,
    String(exactFrom),
    entries.map((e) => [e.t, e.eid, e.n, e.units, e.text]),
  ])
  const memberships = [...given.memberships].map(([segment, { from, to }]) => [segment, String(from), String(to)])
  return [
    given.id,
    given.ordinal,
    given.definitions,
    [given.born, given.movedTo, given.absorbed.map(({ id, ordinal }) => [id, ordinal])],
    given.linking && [...given.linking],
    numbers,
    consent,
    given.identifiers.map((i) => [i.type, i.value, i.linkedAt, i.eid, i.seenAt]),
    [...given.traits].map(([k, v]) => [k, v.map((e) => [e.t, e.eid, e.value, e.first])]),
    specs,
    memberships,
  ]
}

test('a blob of the format before is read: what it does not say of the past counts as forgotten', () => {
  const blob =
    '02abababababababababababababababab0782a0abfef962c29a0c01038a0500a08d060180' +
    `${'cd'.repeat(32)}0104706c616e01a09c010123456789abcdef0622676f6c6422000001050000000002a28d06`
  const known = decodePerson(Buffer.from(blob, 'hex'))
  const start = 1_700_000_000_000
  expect(known).toMatchObject({
    ordinal: 7,
    asOf: start + 100_000,
    consent: {
      profiling: { granted: true, by: 'basis', at: start },
      personalised_ads: { granted: false, by: 'signal', at: start + 50_000 },
    },
    identifiers: [{ type: 'external_id', value: 'cd'.repeat(32), linkedAt: 0, eid: '', seenAt: 0 }],
  })
  expect(known.said).toEqual({ base: known.consent, exactFrom: start + 50_000, statements: [] })
  expect(known.traits.get('plan')).toEqual([{ t: start + 10_000, eid: '0123456789abcdef', value: 'gold', first: true }])
  expect(known.memberships.get(5)).toEqual({ from: start, to: start + 50_000 })
})

test('a blob of before is read that does not tell what came without a key', () => {
  const known = decodePerson(Buffer.from('03abababababababababababababababab07d20f020103b219000a0400020a130000000000', 'hex'))
  expect(known.consent).toEqual({
    storage: { granted: true, by: 'basis', at: 1000 },
    profiling: { granted: false, by: 'signal', at: 1005 },
  })
  // Three bits per purpose where there were two.
  expect(known.said.statements).toEqual([
    { at: 1000, code: 0b001, repeats: false },
    { at: 1005, code: 0b010_001, repeats: true },
  ])
})

test('a blob of before is read that knows of nobody who is somebody else', () => {
  const known = decodePerson(
    Buffer.from(
      '04abababababababababababababababab07d2afabfef962d20f8290e4c00403d361d00f0007000000000400b6db01d00ff6db010280' +
        `${'cd'.repeat(32)}0606636f6f6b69650104706c616e03d00f2222222222222222082273696c7665722201d00f${'2'.repeat(16)}` +
        '0114b0e5ddd20f03000105000000000201',
      'hex',
    ),
  )
  const start = 1_700_000_000_000
  const unknown = { linkedAt: 0, eid: '', seenAt: 0 }
  expect(known).toMatchObject({
    ordinal: 7,
    born: 0,
    movedTo: '',
    absorbed: [],
    linking: undefined,
    firstSeen: start + 1000,
    asOf: start + 2000,
    definitions: 3,
    consent: { profiling: { at: start + 2000, keyless: true, beside: { granted: true, at: start + 1000 } } },
    identifiers: [
      { type: 'external_id', value: 'cd'.repeat(32), ...unknown },
      { type: 'ttp', value: 'cookie', ...unknown },
    ],
  })
  expect(known.windowStates.get(0xdde5b014)?.entries).toMatchObject([{ t: start + 2000, eid: '2'.repeat(16) }])
  expect(known.memberships.get(5)).toEqual({ from: start + 1000, to: Infinity })
  expect(encodePerson(known)[0]).toBe(6)
})

test('of somebody who moved only that is kept, whatever was known', () => {
  fc.assert(
    fc.property(person, hex(32), (given, into) => {
      const blob = encodePerson(movedPerson(given, into))
      expect(blob.length).toBeLessThanOrEqual(1 + 16 + 5 + 1 + 16 + 5)
      expect(decodePerson(blob)).toMatchObject({ id: given.id, ordinal: given.ordinal, movedTo: into, due: Infinity })
      expect([movedToOf(blob), movedToOf(encodePerson(given))]).toEqual([into, given.movedTo])
    }),
  )
})

describe('a blob that is not ours is refused', () => {
  const blob = encodePerson(newPerson('ab'.repeat(16), 7, 3))
  test('of another format', () => {
    expect(() => decodePerson(Uint8Array.of(99, ...blob.slice(1)))).toThrow(/format 99/)
  })
  test('cut off', () => {
    expect(() => decodePerson(blob.slice(0, -1))).toThrow(RangeError)
  })
  test('and one in the middle of a larger buffer is read where it lies', () => {
    const larger = Buffer.concat([Buffer.alloc(5, 1), blob, Buffer.alloc(5, 1)])
    expect(decodePerson(larger.subarray(5, 5 + blob.length))).toEqual(decodePerson(blob))
  })
})
