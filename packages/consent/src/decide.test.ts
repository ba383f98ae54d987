import { expect, test } from 'vitest'
import { decideConsent } from './decide.ts'

const granted = (by: 'signal' | 'basis') => ({ granted: true, by })
const denied = (by: 'signal' | 'basis') => ({ granted: false, by })

test('nothing said: the basis decides everything', () => {
  expect(new Set(Object.values(decideConsent({ basis: 'required' })).map((m) => JSON.stringify(m)))).toEqual(
    new Set([JSON.stringify(denied('basis'))]),
  )
  expect(Object.values(decideConsent({ basis: 'assumed' }))).toEqual(Array.from({ length: 5 }, () => granted('basis')))
})

test('an explicit entry decides its purpose only', () => {
  const decided = decideConsent({ stated: [{ purposes: { storage: true, profiling: false } }], basis: 'required' })
  expect(decided).toEqual({
    storage: granted('signal'),
    profiling: denied('signal'),
    personalised_ads: denied('basis'),
    measurement: denied('basis'),
    modelling: denied('basis'),
  })
})

test('limited data use denies personalised ads, unless that was granted explicitly', () => {
  expect(decideConsent({ limitedDataUse: true, basis: 'assumed' }).personalised_ads).toEqual(denied('signal'))
  expect(decideConsent({ limitedDataUse: true, basis: 'assumed' }).measurement).toEqual(granted('basis'))
  expect(decideConsent({ limitedDataUse: false, basis: 'assumed' }).personalised_ads).toEqual(granted('basis'))
  expect(
    decideConsent({ stated: [{ purposes: { personalised_ads: true } }], limitedDataUse: true, basis: 'required' })
      .personalised_ads,
  ).toEqual(granted('signal'))
})

test('the strongest signal decides: an entry, a platform, Global Privacy Control, limited data use, what is not understood', () => {
  const said = { gpc: true, limitedDataUse: true, unread: true, basis: 'assumed' as const }
  const platform = { storage: true, profiling: true }
  expect(decideConsent({ ...said, stated: [{ platform, purposes: { storage: false } }] })).toEqual({
    storage: denied('signal'),
    profiling: granted('signal'),
    personalised_ads: denied('signal'),
    measurement: denied('signal'),
    modelling: denied('signal'),
  })
  expect(decideConsent({ gpc: true, basis: 'assumed' })).toEqual({
    storage: granted('basis'),
    profiling: denied('signal'),
    personalised_ads: denied('signal'),
    measurement: granted('basis'),
    modelling: granted('basis'),
  })
})

test('a signal without a key says so, a basis does not', () => {
  const decided = decideConsent({ stated: [{ purposes: { storage: true, profiling: false } }], keyless: true, basis: 'assumed' })
  expect(decided.storage).toEqual({ granted: true, by: 'signal', keyless: true })
  expect(decided.profiling).toEqual({ granted: false, by: 'signal', keyless: true })
  expect(decided.modelling).toEqual(granted('basis'))
})

test('an entry outranks TCF, TCF outranks GPP, GPP a platform', () => {
  const tcf = { storage: false, profiling: true }
  const gpp = { profiling: false, personalised_ads: false, measurement: true }
  const platform = { storage: true, profiling: false, personalised_ads: true, measurement: false, modelling: true }
  expect(decideConsent({ stated: [{ purposes: { storage: true }, tcf, gpp, platform }], gpc: true, basis: 'required' })).toEqual({
    storage: granted('signal'),
    profiling: granted('signal'),
    personalised_ads: denied('signal'),
    measurement: granted('signal'),
    modelling: granted('signal'),
  })
})

test('of two places the one that denies decides, however weak its form', () => {
  const forms = ['purposes', 'tcf', 'gpp', 'platform'] as const
  for (const grants of forms)
    for (const denies of forms) {
      const stated = [{ [grants]: { storage: true, profiling: true } }, { [denies]: { storage: false } }]
      for (const places of [stated, stated.toReversed()]) {
        const decided = decideConsent({ stated: places, basis: 'assumed' })
        expect([decided.storage, decided.profiling]).toEqual([denied('signal'), granted('signal')])
      }
    }
})
