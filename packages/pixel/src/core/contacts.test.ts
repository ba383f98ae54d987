import { normalise } from '@weir/identity'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { contactsOf } from './contacts.ts'
import { sha256 } from './sha256.ts'

test('SHA-256 is SHA-256, for every length of a block and any text', () => {
  const right = (text: string): string => createHash('sha256').update(text).digest('hex')
  for (let length = 0; length < 200; length++) expect(sha256('é'.repeat(length) + 'x')).toBe(right('é'.repeat(length) + 'x'))
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => sha256(text) === right(text)))
})

test("TikTok's published values", () => {
  expect(contactsOf({ email: ' ALICE_abc@gmail.com ', phone_number: '(+1)2133734253', external_id: 'user_123' })).toEqual({
    email: '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f',
    phone_number: '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd',
    external_id: '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b',
  })
})

test('the digest is the one that ingest makes of the plain value, and plain values never come out', () => {
  const blank = fc.constantFrom('', ' ', '\u200b', '\u00a0 ', '\t')
  const separator = fc.constantFrom('', ' ', '-', '.', '/')
  const around = (text: fc.Arbitrary<string>) => fc.tuple(blank, text, blank).map((parts) => parts.join(''))
  const emails = around(fc.stringMatching(/^[A-Za-z]{4,9}[.+][a-z0-9]{1,5}@[A-Za-z]{4,9}\.example$/))
  const phones = around(
    fc
      .tuple(fc.stringMatching(/^\+(49|33|1|39|81)[2-9]{3}$/), separator, fc.stringMatching(/^[1-9]{6}$/))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(emails, phones, around(fc.stringMatching(/^[a-z0-9-]{6,20}$/)), (email, phone_number, external_id) => {
      const found = contactsOf({ email, phone_number, external_id })
      expect(found.email).toBe(normalise('email', email))
      expect(found.phone_number).toBe(normalise('phone', phone_number))
      expect(found.external_id).toBe(sha256(external_id.replace(/[\u200b]/g, '').trim()))
    }),
  )
})

test('what has no form of its kind is left out', () => {
  expect(contactsOf({ email: 'nobody', phone_number: 'call me', external_id: '', ttp: 'a@b.example' })).toEqual({})
  expect(contactsOf({ phone_number: '0000000000' })).toEqual({})
  expect(contactsOf({ email: null, phone_number: Object({}), external_id: undefined })).toEqual({})
  const hash = 'A'.repeat(64)
  expect(contactsOf({ sha256_email: hash, sha256_phone_number: hash })).toEqual({
    email: hash.toLowerCase(),
    phone_number: hash.toLowerCase(),
  })
})
