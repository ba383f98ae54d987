import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IDS_PER_TYPE_MAX, identifiersOf } from './identifiers-of.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const values = (user: Record<string, unknown>): string[] => identifiersOf(user).map((id) => `${id.type}:${id.value}`)

describe("TikTok's official vectors", () => {
  test.each([
    ['email', ' ALICE_abc@gmail.com ', '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f'],
    ['phone', '(+1)2133734253', '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd'],
    ['external_id', 'user_123', '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b'],
  ])('%s %j', (field, raw, hash) => {
    expect(values({ [field]: raw })).toEqual([`${field}:${hash}`])
    expect(values({ [field]: hash.toUpperCase() })).toEqual([`${field}:${hash}`])
  })
})

describe('phone numbers', () => {
  test.each([
    ['+1 555-555-5555', '+15555555555'],
    ['+49 (0)151 23456789', '+4915123456789'],
    ['tel:+49 151 23456789', '+4915123456789'],
    ['+1.213.373.4253', '+12133734253'],
    ['1231231234', '1231231234'],
    ['123-123-1234', '1231231234'],
    ['0049 151 23456789', '004915123456789'],
  ])('%j is hashed as %s', (raw, normalised) => {
    expect(values({ phone: raw })).toEqual([`phone:${sha(normalised)}`])
  })

  test.each(['', 'abc', '+', '12', '000-000-0000', 'none', '(+)'])('%j is no number', (raw) => {
    expect(values({ phone: raw })).toEqual([])
  })

  test('with and without the plus are different identifiers', () => {
    expect(values({ phone: ['+15555555555', '15555555555'] })).toHaveLength(2)
  })
})

describe('forms', () => {
  test('strings, numbers and arrays, under every known key, strongest type first', () => {
    const user = {
      anonymous_id: 'a-1',
      ttclid: 'E.C.P.x',
      ttp: ' 2F7 ',
      phone_number: 15_555_555_555,
      sha256_email: ['A@b.de', 'a@b.de '],
      external_id: 42,
    }
    expect(values(user)).toEqual([
      `external_id:${sha('42')}`,
      `email:${sha('a@b.de')}`,
      `phone:${sha('15555555555')}`,
      'ttp:2F7',
      'ttclid:E.C.P.x',
      'anonymous_id:a-1',
    ])
  })

  test('device ids: idfa upper-case, gaid lower-case, hashed ones as hashes', () => {
    const hash = sha('7a3cbea0-bdf5-11e4-8dfc-aa07a5b093db')
    expect(values({ idfa: '7a3cbea0-bdf5', gaid: 'ABC-1', idfv: 'B537' })).toEqual([
      'idfa:7A3CBEA0-BDF5',
      'gaid:abc-1',
      'idfv:B537',
    ])
    expect(values({ idfa: hash.toUpperCase() })).toEqual([`idfa:${hash}`])
  })

  test.each([
    '',
    ' ',
    '0',
    'null',
    'NULL',
    'undefined',
    'unknown',
    '00000000-0000-0000-0000-000000000000',
    sha(''),
    sha('null'),
    sha('undefined'),
    '0'.repeat(64),
  ])('the placeholder %j identifies nobody', (placeholder) => {
    for (const field of ['external_id', 'email', 'phone', 'idfa', 'gaid', 'idfv', 'ttp', 'ttclid', 'anonymous_id']) {
      expect(values({ [field]: placeholder })).toEqual([])
    }
  })

  test('a cookie id that is an address in clear is hashed', () => {
    expect(values({ anonymous_id: 'a@b.de', ttp: '+4915123456789' })).toEqual([
      `ttp:${sha('+4915123456789')}`,
      `anonymous_id:${sha('a@b.de')}`,
    ])
  })

  test('at most 20 of a type, none longer than 512', () => {
    expect(identifiersOf({ external_id: Array.from({ length: 50 }, (_, i) => `u${i}`) })).toHaveLength(IDS_PER_TYPE_MAX)
    expect(values({ ttp: 'x'.repeat(513), external_id: 'y'.repeat(513) })).toEqual([])
  })

  test('keys of Object.prototype find nothing', () => {
    expect(values({ constructor: 'a', toString: 'b', hasOwnProperty: 'c' })).toEqual([])
  })
})

test('property: any JSON is survived, and what comes out is stable, bounded and without clear addresses', () => {
  const field = fc.constantFrom(
    'external_id',
    'email',
    'phone',
    'phone_number',
    'idfa',
    'gaid',
    'idfv',
    'ttp',
    'ttclid',
    'anonymous_id',
    'x',
  )
  fc.assert(
    fc.property(fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.emailAddress())), (user) => {
      const ids = identifiersOf(user)
      for (const id of ids) {
        expect(id.value.length).toBeLessThanOrEqual(512)
        expect(id.value).not.toMatch(/^[^@\s]+@[^@\s]+$/)
        expect(identifiersOf({ [id.type]: id.value })).toEqual([id])
      }
    }),
    { numRuns: 500 },
  )
})
