import { Metadata, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { CountryCode } from 'libphonenumber-js'
import examples from 'libphonenumber-js/mobile/examples'
import { expect, test } from 'vitest'
import { phone } from './phone.ts'

/**
 * A mobile number of every country, with the digit that is dialled before it within the country.
 */
const NUMBERS = Object.entries(examples).map(([country, national]) => {
  const metadata = new Metadata()
  metadata.selectNumberingPlan(country as CountryCode)
  const plan = metadata.numberingPlan as unknown as { callingCode(): string; nationalPrefix(): string | undefined }
  return { country, code: plan.callingCode(), national, trunk: plan.nationalPrefix() ?? '' }
})

const grouped = (digits: string, by: string): string => digits.replace(/(\d{3})(?=\d)/g, `$1${by}`)
const wide = (text: string): string => text.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
/** Arabic, Persian, Hindi digits ...: ten in a row from `zero` on. */
const inScript = (zero: number, text: string): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)))
const FORMS: ((code: string, national: string) => string)[] = [
  (code, national) => `+${code}${national}`,
  (code, national) => `+${code} ${grouped(national, ' ')}`,
  (code, national) => `+${code}-${grouped(national, '-')}`,
  (code, national) => `+${code}.${grouped(national, '.')}`,
  (code, national) => `(+${code}) ${grouped(national, '/')}`,
  (code, national) => `+ ${code} ${national}`,
  (code, national) => `tel:+${code}${national}`,
  (code, national) => `tel:+${code}-${grouped(national, '-')}`,
  (code, national) => `whatsapp:+${code}${national}`,
  (code, national) => `+${code}${national}.0`,
  (code, national) => `+${code}${national},00`,
  (code, national) => `'+${code}${national}`,
  (code, national) => `\u200e+${code} ${national}\u202c`,
  (code, national) => `+${code}\u00a0${grouped(national, '\u2011')}`,
  (code, national) => wide(`+${code}${national}`),
  (code, national) => inScript(0x660, `+${code} ${grouped(national, ' ')}`),
  (code, national) => inScript(0x6f0, `+${code}${national}`),
  (code, national) => inScript(0x966, `tel:+${code}-${national}`),
]

test(`${NUMBERS.length} countries x ${FORMS.length} forms: one number is one identifier`, () => {
  const wrong: string[] = []
  for (const { country, code, national } of NUMBERS) {
    for (const form of FORMS) {
      const given = form(code, national)
      if (phone(given) !== `+${code}${national}`) wrong.push(`${country} ${given} -> ${phone(given)}`)
    }
  }
  expect(wrong).toEqual([])
})

const WITH_TRUNK = NUMBERS.filter(
  ({ trunk, code, national }) =>
    trunk !== '' && parsePhoneNumberFromString(`+${code}${trunk}${national}`)?.number === `+${code}${national}`,
)
const TRUNK_FORMS: ((code: string, trunk: string, national: string) => string)[] = [
  (code, trunk, national) => `+${code}${trunk}${national}`,
  (code, trunk, national) => `+${code} ${trunk}${grouped(national, ' ')}`,
  (code, trunk, national) => `+${code} (${trunk}) ${national}`,
  (code, trunk, national) => `+${code} (${trunk})${grouped(national, '-')}`,
  (code, trunk, national) => `(+${code}) ${trunk} ${national}`,
  (code, trunk, national) => `tel:+${code}-${trunk}-${national}`,
  (code, trunk, national) => wide(`+${code} ${trunk}${national}`),
]

test(`countries in which a digit is dialled before the number x ${TRUNK_FORMS.length} forms with it: the same identifier`, () => {
  expect(WITH_TRUNK.length).toBeGreaterThan(100)
  const wrong: string[] = []
  for (const { country, code, national, trunk } of WITH_TRUNK) {
    for (const form of TRUNK_FORMS) {
      const given = form(code, trunk, national)
      if (phone(given) !== `+${code}${national}`) wrong.push(`${country} ${given} -> ${phone(given)}`)
    }
  }
  expect(wrong).toEqual([])
})

test.each([
  ['+44 07911 123456', '+447911123456'],
  ['+61 0412 345 678', '+61412345678'],
  ['+49 0151 23456789', '+4915123456789'],
  ['+39 06 6982 1234', '+390669821234'],
  ['+39 312 345 6789', '+393123456789'],
  ['+36 06 20 123 4567', '+36201234567'],
  ['+7 8 903 123-45-67', '+79031234567'],
  ['+447911123456.0', '+447911123456'],
  ['447911123456.0', '447911123456'],
  ['4.47911123456E+11', '447911123456'],
  ['＋４４７９１１１２３４５６', '+447911123456'],
  ['+٤٤٧٩١١١٢٣٤٥٦', '+447911123456'],
  ['+44 7911 123456 ext. 5', '+447911123456'],
  // A country that was left out is not ours to guess, nor is the prefix for calls abroad, which
  // differs.
  ['07911 123456', '07911123456'],
  ['0044 7911 123456', '00447911123456'],
  ['1231231234', '1231231234'],
  // A spreadsheet has lost the last digits.
  ['4.47911E+11', undefined],
  ['+1.213.373.4253', '+12133734253'],
])('%s is %s', (given, expected) => expect(phone(given)).toBe(expected))
