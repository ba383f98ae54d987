import { describe, expect, test } from 'vitest'
import { SEGMENT_KIND } from '../segments/kind.ts'
import { parseDefinition as parseAny } from './definition-file.ts'

const parseDefinition = (file: string, text: string) => parseAny(SEGMENT_KIND.form, file, text)

const BUYERS = { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } }

describe('a definition file', () => {
  test.each([
    ['buyers.yaml', 'name: Buyers\nrule: { event: { name: Purchase }, within: 7d } # a week'],
    ['buyers.yml', 'name: Buyers\nrule:\n  event: { name: Purchase }\n  within: 7d\n'],
    ['buyers.json', JSON.stringify(BUYERS)],
  ])('%s is called as its file', (file, text) => {
    expect(parseDefinition(file, text)).toEqual({ id: 'buyers', file, input: BUYERS })
  })

  test('an id in the file wins, and is no part of the definition', () => {
    expect(parseDefinition('x Y.json', JSON.stringify({ id: 'buyers', ...BUYERS }))).toEqual({
      id: 'buyers',
      file: 'x Y.json',
      input: BUYERS,
    })
  })

  test('dates and words that other YAML versions read as something else stay texts', () => {
    const text = 'name: no\nrule: { event: { name: on }, within: { since: 2024-05-01 } }'
    expect(parseDefinition('a.yaml', text)).toMatchObject({
      input: { name: 'no', rule: { event: { name: 'on' }, within: { since: '2024-05-01' } } },
    })
  })

  test('all faults of a file come with their paths', () => {
    const text = 'nme: x\nrule: { all: [{ event: { name: A }, within: soon }, { not: { event: {}, within: 7d } }] }'
    const result = parseDefinition('My File.yaml', text)
    expect(result).toEqual({
      faults: [
        expect.stringMatching(/^id: "My File" is no id: .*name of the file/),
        expect.stringMatching(/^name: /),
        expect.stringMatching(/^rule\.all\.0\.within: /),
        expect.stringMatching(/^rule\.all\.1\.not\.event: give exactly one of/),
        expect.stringMatching(/^\(the file\): .*"nme"/),
      ],
    })
  })

  test.each([
    ['a fault of the form', 'name: [', /at line 1, column \d+$/],
    ['a key given twice', 'name: a\nname: b\nrule: {}', /unique.* at line 2, column 1$/],
    ['several documents', 'name: a\n---\nname: b', /multiple documents/],
    ['a tag that nobody knows', 'name: !secret a', /tag.*at line 1/],
    ['an alias without an anchor', 'name: *a', /alias/i],
    ['an empty file', '', /^\(the file\): /],
    ['a number as id', `id: 7\nname: a\nrule: ${JSON.stringify(BUYERS.rule)}`, /^id: /],
    [
      'a rule that only the compiler sees through',
      'name: a\nrule: { event: { name: A }, within: { whole_days: 1, time_zone: Mars/Base } }',
      /^rule: .*Mars\/Base/,
    ],
  ])('%s is a fault', (_, text, fault) => {
    expect(parseDefinition('a.yaml', text)).toEqual({ faults: [expect.stringMatching(fault)] })
  })
})
