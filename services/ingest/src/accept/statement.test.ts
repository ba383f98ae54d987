import { PROOF_LENGTH_MAX, SIGNAL_LETTERS } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { saidAboutConsent } from '../parse/consent-said.ts'
import { readMisplaced } from '../parse/misplaced-consent.ts'
import { statementOf } from './statement.ts'

const TCF = 'CPSG_8APSG_8ANwAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA.YAAAAAAAAAAA'
const BASIS = SIGNAL_LETTERS.basis.repeat(5)
const proofOf = (consents: unknown[], ldu: boolean[] = [], by = 'ttttt'): unknown =>
  JSON.parse(statementOf(saidAboutConsent(consents, ldu), by)?.proof ?? 'null')

describe('the proof of a statement', () => {
  test.each<[string, unknown[], unknown]>([
    ['a TCF string stays as it is', [{ tcf: TCF }], [{ tcf: TCF }]],
    ['also one that cannot be read', [{ tcf: 'garbage' }], [{ tcf: 'garbage' }]],
    [
      'fields stay',
      [{ ad_storage: 'denied', google: { ad_user_data: 'granted' } }],
      [{ ad_storage: 'denied', google: { ad_user_data: 'granted' } }],
    ],
    [
      'every place is kept',
      [{ purposes: { storage: true } }, null, { gpc: true }],
      [{ purposes: { storage: true } }, { gpc: true }],
    ],
    ['an e-mail address is none', [{ tcf: 'ann@example.org' }], [{ tcf: '[redacted]' }]],
    ['nor under a key of its own', [{ email: 'ann@example.org', ok: 'yes' }], [{ ok: 'yes' }]],
    [
      'nor as a key, a number or behind an encoding',
      [{ 'ann@example.org': 1, phone: '+4915112345678', url: 'x?m=ann%40example.org' }],
      [{ '[redacted]': 1, url: 'x?m=[redacted]' }],
    ],
    ['nor in a text', ['ask ann@example.org'], ['ask [redacted]']],
  ])('%s', (_, consents, kept) => expect(proofOf(consents)).toEqual(kept))

  test('limited data use is one, and what was said elsewhere', () => {
    expect(proofOf([], [true])).toEqual([{ limited_data_use: true }])
    const said = saidAboutConsent([], [])
    readMisplaced({ user: { do_not_sell: true }, properties: { tc_string: TCF, gdpr: 1 }, gpc: '1' }, [], said)
    expect(JSON.parse(statementOf(said, 'xxxxx')!.proof)).toEqual(
      expect.arrayContaining([{ do_not_sell: true }, { tc_string: TCF, gdpr: 1 }, { gpc: '1' }]),
    )
  })

  test('who says nothing has none', () => {
    expect(statementOf(saidAboutConsent([undefined, null, '', {}], [false]), BASIS)).toBeUndefined()
  })

  test('what is longer than it may be is cut, and its hash tells texts apart that begin alike', () => {
    const long = (end: string, unit = '"é') => ({ stated: [], sent: [{ note: unit.repeat(3_000) + end }] })
    const [a, b] = [statementOf(long('a'), BASIS)!.proof, statementOf(long('b'), BASIS)!.proof]
    for (const proof of [a, b, statementOf(long('c', '\ud83d'), BASIS)!.proof]) {
      expect(proof.length).toBeLessThanOrEqual(PROOF_LENGTH_MAX)
      expect(JSON.parse(proof)).toMatchObject({
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        begins_with: expect.stringContaining('note'),
      })
    }
    expect(a).not.toBe(b)
  })
})
