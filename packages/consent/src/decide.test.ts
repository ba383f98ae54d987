import { describe, expect, test } from 'vitest'
import { decideConsent } from './decide.ts'
import type { ConsentSaid } from './decide.ts'

const decide = (said: ConsentSaid) => decideConsent(said).consent

const granted = (by: 'signal' | 'basis') => ({ granted: true, by })
const denied = (by: 'signal' | 'basis') => ({ granted: false, by })

test('nothing said: the basis decides everything', () => {
  expect(new Set(Object.values(decide({ basis: 'required' })).map((m) => JSON.stringify(m)))).toEqual(
    new Set([JSON.stringify(denied('basis'))]),
  )
  expect(Object.values(decide({ basis: 'assumed' }))).toEqual(Array.from({ length: 5 }, () => granted('basis')))
})

test('an explicit entry decides its purpose only', () => {
  const decided = decide({ stated: [{ purposes: { storage: true, profiling: false } }], basis: 'required' })
  expect(decided).toEqual({
    storage: granted('signal'),
    profiling: denied('signal'),
    personalised_ads: denied('basis'),
    measurement: denied('basis'),
    modelling: denied('basis'),
  })
})

test('limited data use denies personalised ads, unless that was granted explicitly', () => {
  expect(decide({ limitedDataUse: true, basis: 'assumed' }).personalised_ads).toEqual(denied('signal'))
  expect(decide({ limitedDataUse: true, basis: 'assumed' }).measurement).toEqual(granted('basis'))
  expect(decide({ limitedDataUse: false, basis: 'assumed' }).personalised_ads).toEqual(granted('basis'))
  expect(
    decide({ stated: [{ purposes: { personalised_ads: true } }], limitedDataUse: true, basis: 'required' }).personalised_ads,
  ).toEqual(granted('signal'))
})

test('the strongest signal decides: an entry, a platform, Global Privacy Control, limited data use, what is not understood', () => {
  const said = { gpc: true, limitedDataUse: true, unread: true, basis: 'assumed' as const }
  const platform = { storage: true, profiling: true }
  expect(decide({ ...said, stated: [{ platform, purposes: { storage: false } }] })).toEqual({
    storage: denied('signal'),
    profiling: granted('signal'),
    personalised_ads: denied('signal'),
    measurement: denied('signal'),
    modelling: denied('signal'),
  })
  expect(decide({ gpc: true, basis: 'assumed' })).toEqual({
    storage: granted('basis'),
    profiling: denied('signal'),
    personalised_ads: denied('signal'),
    measurement: granted('basis'),
    modelling: granted('basis'),
  })
})

test('a signal without a key says so, a basis does not', () => {
  const decided = decide({ stated: [{ purposes: { storage: true, profiling: false } }], keyless: true, basis: 'assumed' })
  expect(decided.storage).toEqual({ granted: true, by: 'signal', keyless: true })
  expect(decided.profiling).toEqual({ granted: false, by: 'signal', keyless: true })
  expect(decided.modelling).toEqual(granted('basis'))
})

test('an entry outranks TCF, TCF outranks GPP, GPP a platform', () => {
  const tcf = { storage: false, profiling: true }
  const gpp = { profiling: false, personalised_ads: false, measurement: true }
  const platform = { storage: true, profiling: false, personalised_ads: true, measurement: false, modelling: true }
  expect(decide({ stated: [{ purposes: { storage: true }, tcf, gpp, platform }], gpc: true, basis: 'required' })).toEqual({
    storage: granted('signal'),
    profiling: granted('signal'),
    personalised_ads: denied('signal'),
    measurement: granted('signal'),
    modelling: granted('signal'),
  })
})

test('of two places the one that denies decides, however weak its form', () => {
  const forms = ['purposes', 'tcf', 'gpp', 'usPrivacy', 'google', 'platform'] as const
  for (const grants of forms)
    for (const denies of forms) {
      const stated = [{ [grants]: { storage: true, profiling: true } }, { [denies]: { storage: false } }]
      for (const places of [stated, stated.toReversed()]) {
        const decided = decide({ stated: places, basis: 'assumed' })
        expect([decided.storage, decided.profiling]).toEqual([denied('signal'), granted('signal')])
      }
    }
})

describe('the signal that decided is told', () => {
  const yes = { storage: true, profiling: true, personalised_ads: true, measurement: true, modelling: true }
  const no = { storage: false, profiling: false, personalised_ads: false, measurement: false, modelling: false }
  test.each<[what: string, said: Omit<ConsentSaid, 'basis'>, by: string]>([
    ['nothing', {}, 'bbbbb'],
    ['an entry before a string', { stated: [{ purposes: { profiling: false }, tcf: yes }] }, 'tettt'],
    ['GPP and US Privacy: the denial', { stated: [{ gpp: yes, usPrivacy: { profiling: false } }] }, 'guggg'],
    ['Google and a platform: the denial', { stated: [{ google: { storage: true }, platform: no }] }, 'sssss'],
    ['of two that agree the first', { stated: [{ google: no, platform: no }] }, 'mmmmm'],
    ['of two places the denial', { stated: [{ purposes: yes }, { google: { measurement: false } }] }, 'eeeme'],
    ['GPC and limited data use', { gpc: true, limitedDataUse: true }, 'bccbb'],
    ['limited data use', { limitedDataUse: true }, 'bblbb'],
    ['an objection, which is unread', { unread: true, optOut: true, gpc: true }, 'occoo'],
    ['what is not understood', { unread: true, stated: [{ platform: { measurement: true } }] }, 'xxxsx'],
  ])('%s', (_, said, by) => {
    for (const basis of ['required', 'assumed'] as const) expect(decideConsent({ ...said, basis }).by).toBe(by)
  })
})
