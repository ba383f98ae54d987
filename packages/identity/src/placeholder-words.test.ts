import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { identifiersOf } from './identifiers-of.ts'

const FIELDS = ['external_id', 'email', 'phone', 'idfa', 'gaid', 'idfv', 'ttp', 'ttclid', 'anonymous_id']

const WORDS = [
  'null',
  'NULL',
  'undefined',
  'NaN',
  'None',
  'nil',
  '(not set)',
  '(null)',
  '[object Object]',
  'unknown',
  'n/a',
  'guest',
  '0',
  '-1',
  'Infinity',
  'n.a.',
  'nobody',
  'not available',
  'Not_Available',
  'not-logged-in',
  'anonymous_user',
  'logged out',
  'no email',
  'REDACTED',
  'user_email',
  'device_id',
]
const WORD_FORMS: ((word: string) => string)[] = [
  (word) => word,
  (word) => ` ${word}\t`,
  (word) => `\u200b${word}\ufeff`,
  (word) => `"${word}"`,
  (word) => `'${word}'`,
  (word) => `\\"${word}\\"`,
  (word) => `“${word}”`,
  (word) => `["${word}"]`,
  (word) => `%22${encodeURIComponent(word)}%22`,
  (word) => `&quot;${word}&quot;`,
]

describe('words for nothing', () => {
  test(`${WORDS.length} words x ${WORD_FORMS.length} spellings x ${FIELDS.length} types: nobody`, () => {
    const values = WORDS.flatMap((word) => WORD_FORMS.map((form) => form(word)))
    expect(values.filter((value) => FIELDS.some((field) => identifiersOf({ [field]: value }).length > 0))).toEqual([])
  })

  test.each([
    'undefined@undefined',
    'undefined@undefined.com',
    'null@null',
    'null@null.com',
    'none@none.com',
    'undefined@example.com',
    'ada@undefined',
    'undefined undefined',
    'null null',
    'undefined-undefined',
    'null_undefined',
    'undefinedundefined',
    'user-undefined',
    'undefined:7',
    'ｎｕｌｌ',
    '{}',
    '[]',
    '""',
    '---',
    '...',
    '?',
    '00',
    '0.0',
    '+0',
    '​‍',
    '⁠',
    '­',
    'ㅤ',
    '⠀',
    '﻿',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '{00000000-0000-0000-0000-000000000000}',
    '9774d56d682e549c',
    'user_id',
    ':id',
    '$user_id',
    '$user->id',
    '$!user.id',
    '${user_id',
    '%eaid!',
    '%!d(string=)',
    '_CLICKID_',
    '{0:s}',
    '(direct)',
    '() => id',
    '#N/A',
    '#REF!',
    '#DIV/0!',
    '#NAME?',
    'YOUR_USER_ID',
    'your-email-here',
    'INSERT ID HERE',
    'REPLACE_ME',
    'user_id=',
    'mailto:',
    'about:blank',
    'javascript:void(0)',
    'java.lang.Object@1b2f',
    'System.String[]',
    'Optional(nil)',
    'Optional[""]',
    'Optional.empty',
    '\\n',
    '\\N',
    '\\u0000',
    '%00%00',
    '\u0301',
    '\ufffd\ufffd',
    '11111111-1111-1111-1111-111111111111',
    'XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX',
    'urn:uuid:00000000-0000-0000-0000-000000000000',
    'c'.repeat(64),
    'noreply@shop.example',
    'do-not-reply@shop.example',
    '****@****.com',
    'n/a@n/a.com',
  ])('%j', (value) => {
    expect(FIELDS.flatMap((field) => identifiersOf({ [field]: value }))).toEqual([])
  })

  const hashed = [
    '',
    ' ',
    'null',
    'NULL',
    'undefined',
    'NaN',
    'None',
    '0',
    '{{user_id}}',
    '{{ customer.email }}',
    '${user_id}',
    '__CLICKID__',
    '%%EMAIL%%',
    '[email]',
    '{{User ID}}',
    '"null"',
    'undefined@undefined',
  ]
  const spellings = ['hex', 'HEX', 'base64', 'base64url'] as const
  test(`the hashes of ${hashed.length} of them, by 3 algorithms in ${spellings.length} spellings`, () => {
    const somebody: string[] = []
    for (const text of hashed) {
      for (const algorithm of ['md5', 'sha1', 'sha256']) {
        for (const spelling of spellings) {
          const digest = createHash(algorithm).update(text)
          const value = spelling === 'HEX' ? digest.digest('hex').toUpperCase() : digest.digest(spelling)
          if (FIELDS.some((field) => identifiersOf({ [field]: value }).length > 0))
            somebody.push(`${algorithm} ${spelling} of ${text}`)
        }
      }
    }
    expect(somebody).toEqual([])
  })
})
