import { createHash } from 'node:crypto'
import { PURPOSES } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tcfString } from '../../services/ingest/test/consent-strings.ts'
import type { Visitor } from './browser.ts'
import { consentManagers } from './consent-managers.ts'
import { aWhile, names, openStage } from './stage.ts'
import type { Stage } from './stage.ts'

/**
 * What a visitor says of consent, from the page's calls, the IAB's own consent managers and the
 * browser, to what the service knows of the person.
 */

let stage: Stage
let managers: string
beforeAll(async () => {
  stage = await openStage()
  managers = await consentManagers()
})
afterAll(() => stage[Symbol.asyncDispose]())

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The purposes of the framework that ours are. */
const TCF: Record<Purpose, number> = { storage: 1, profiling: 3, personalised_ads: 4, measurement: 7, modelling: 10 }
const OF_A_MEMBER: readonly Purpose[] = ['storage', 'profiling', 'personalised_ads']
const all = (granted: boolean) => Object.fromEntries(PURPOSES.map((purpose) => [purpose, granted]))
/** With vendor 986, and every purpose but one. */
const tcfWithout = (denied?: Purpose): string =>
  tcfString({ purposes: Object.values(TCF).filter((id) => denied === undefined || id !== TCF[denied]), vendors: [986] })

/** What a page does for somebody who has just bought something. */
const bought = (code: string, email: string, options = ''): string =>
  `ttq.load('${code}'${options}); ttq.identify({ email: '${email}' }); ttq.track('Purchase', { value: 1, currency: 'EUR' })`

/**
 * Stands for TikTok's script: finds its queue as theirs does, and takes what waits.
 * @returns the addresses asked for.
 */
async function tiktokIn(visitor: Visitor): Promise<string[]> {
  const asked: string[] = []
  await visitor.context.route('https://analytics.tiktok.com/**', (route) => {
    asked.push(route.request().url())
    const body = `window.theirs = []; window.theirOptions = window[window.TiktokAnalyticsObject]._o; for (const one of Object.values(window[window.TiktokAnalyticsObject]._i)) {
      theirs.push(...one)
      for (const method of ['page', 'track', 'identify', 'grantConsent', 'revokeConsent'])
        one[method] = (...args) => theirs.push([method, ...args]) }`
    return route.fulfill({ contentType: 'text/javascript', body })
  })
  return asked
}

test('held until granted: nothing leaves and nothing is kept on the device', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource({ consent_basis: 'required' })
  // The hold comes last, and still holds what was called before it.
  const page = await visitor.open(`${stage.shop.page(`ttq.load('${code}'); ttq.page(); ttq.holdConsent()`)}?ttclid=E.C.P.9`)
  await page.waitForFunction('ttq._weir')
  await page.evaluate(
    `ttq.identify({ email: 'cid@example.com' }); ttq.track('Purchase', { value: 1, currency: 'EUR' }, { event_id: 'held' })`,
  )
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await visitor.context.cookies()).toEqual([])
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0)

  await page.evaluate('ttq.grantConsent()')
  await stage.arrive(code, 3)
  expect(visitor.posted.map(({ context }) => context.consent)).toEqual(
    Array.from({ length: 3 }, () => ({
      ad_storage: 'granted',
      ad_user_data: 'granted',
      ad_personalization: 'granted',
      analytics_storage: 'granted',
    })),
  )
  const granted = { storage: true, profiling: true, personalised_ads: true, measurement: true }
  expect(await stage.consentOf('cid@example.com')).toEqual({ ...granted, modelling: false })
  expect(await stage.memberships('cid@example.com')).toEqual(['buyers'])
  await page.evaluate(`ttq.grantConsent({ purposes: { storage: true, modelling: true } }); ttq.page()`)
  await expect.poll(() => stage.consentOf('cid@example.com')).toMatchObject({ modelling: true })
  expect((await visitor.context.cookies()).map(({ name }) => name).toSorted()).toEqual(['_ttp', 'ttclid'])
})

test('revoked: what waits is dropped, the denial is sent, and later pages say nothing until a grant', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource({ pixel_may_grant: true })
  const page = await visitor.open(
    stage.shop.page(`ttq.load('${code}'); ttq.identify({ email: 'dan@example.com' }); ttq.track('Purchase', { value: 1 })`),
  )
  await stage.arrive(code, 2)
  expect(await stage.memberships('dan@example.com')).toEqual(['buyers'])
  const ttp = visitor.posted[0]?.context.user['ttp']

  await page.evaluate(`ttq.holdConsent(); ttq.track('AddToCart', {}); ttq.revokeConsent(); ttq.track('ViewContent', {})`)
  await expect.poll(() => stage.memberships('dan@example.com')).toEqual([])
  const denial = visitor.posted.at(-1)
  expect(denial).toMatchObject({ event: 'Consent', context: { user: { ttp, email: sha256('dan@example.com') } } })
  expect(Object.values(Object(denial?.context.consent?.['purposes']))).toEqual([false, false, false, false, false])
  expect(names(visitor)).not.toContain('AddToCart')
  expect(await visitor.context.cookies()).toEqual([])

  // The next page would send the denial again as long as it is not answered.
  await expect.poll(() => page.evaluate(`Object.keys(localStorage).join()`)).toBe('_weir_revoked')
  visitor.posted.length = 0
  const later = await visitor.open(stage.shop.page(`ttq.load('${code}'); ttq.page()`))
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await visitor.context.cookies()).toEqual([])
  await later.evaluate(`ttq.grantConsent(); ttq.page()`)
  await expect.poll(() => names(visitor)).toEqual(['Pageview'])
})

test('a TCF consent manager: nothing before the answer, then each purpose is granted, denied in turn, and granted', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource({ consent_basis: 'required', tcf_vendor_id: 986 })
  const email = 'tcf@example.com'
  const page = await visitor.open(stage.shop.page(bought(code, email), { head: `${managers}<script>cmp.stubTcf()</script>` }))
  await page.waitForFunction('ttq._weir')
  await page.evaluate(`tcf = cmp.openTcf(); tcf.update('', true)`)
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await visitor.context.cookies()).toEqual([])

  const answer = (text: string) => page.evaluate(`tcf.update('${text}', false)`)
  await answer(tcfWithout())
  await expect.poll(() => stage.memberships(email)).toEqual(['buyers'])
  expect(await stage.consentOf(email)).toEqual(all(true))
  for (const purpose of PURPOSES) {
    await answer(tcfWithout(purpose))
    await expect.poll(() => stage.consentOf(email)).toEqual({ ...all(true), [purpose]: false })
    expect(await stage.memberships(email)).toEqual(OF_A_MEMBER.includes(purpose) ? [] : ['buyers'])
    expect((await visitor.context.cookies()).length).toBe(purpose === 'storage' ? 0 : 1)
  }
  await answer(tcfString({ purposes: Object.values(TCF), vendors: [1, 985] }))
  await expect.poll(() => stage.consentOf(email)).toEqual(all(false))
  await answer(tcfWithout())
  await expect.poll(() => stage.memberships(email)).toEqual(['buyers'])
})

test('a GPP consent manager: who opts out of sale is out at once, and only sections that apply count', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const email = 'gpp@example.com'
  const page = await visitor.open(
    stage.shop.page(bought(code, email), { head: `${managers}<script>gpp = cmp.openGpp()</script>` }),
  )
  await page.waitForFunction('ttq._weir')
  await aWhile()
  expect(visitor.posted).toEqual([])

  // The European section refuses everything, and does not apply.
  await page.evaluate(`
    gpp.setSectionStringById(2, '${tcfString({})}')
    gpp.setFieldValue('usnat', 'SaleOptOut', 2)
    gpp.setApplicableSections([7])
    gpp.setSignalStatus('ready')`)
  await expect.poll(() => stage.memberships(email)).toEqual(['buyers'])
  expect(await stage.consentOf(email)).toEqual(all(true))
  await page.evaluate(`gpp.setFieldValue('usnat', 'SaleOptOut', 1); gpp.fireSectionChange('usnat')`)
  await expect.poll(() => stage.consentOf(email)).toEqual({ ...all(true), profiling: false, personalised_ads: false })
  expect(await stage.memberships(email)).toEqual([])
  expect(names(visitor).toSorted()).toEqual(['Consent', 'Identify', 'Purchase'])
})

test('the European section of a GPP string grants and denies as a TCF string does', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource({ consent_basis: 'required' })
  const email = 'gpp-eu@example.com'
  const page = await visitor.open(
    stage.shop.page(bought(code, email), { head: `${managers}<script>gpp = cmp.openGpp()</script>` }),
  )
  const answer = (text: string) =>
    page.evaluate(`gpp.setSectionStringById(2, '${text}'); gpp.setApplicableSections([2]); gpp.setSignalStatus('ready')`)
  await answer(tcfWithout())
  await expect.poll(() => stage.memberships(email)).toEqual(['buyers'])
  expect(await visitor.context.cookies()).toEqual([])
  await answer(tcfWithout('profiling'))
  await expect.poll(() => stage.consentOf(email)).toEqual({ ...all(true), profiling: false })
  expect(await stage.memberships(email)).toEqual([])
})

test.each(['navigator.globalPrivacyControl', 'Sec-GPC'])(
  'Global Privacy Control by %s denies ads, and a grant undoes it',
  async (by) => {
    await using visitor = await stage.visit()
    if (by === 'Sec-GPC') await visitor.context.setExtraHTTPHeaders({ 'Sec-GPC': '1' })
    else await visitor.context.addInitScript(`Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`)
    const code = await stage.newSource()
    const email = `gpc-${by.length}@example.com`
    const page = await visitor.open(stage.shop.page(bought(code, email, by === 'Sec-GPC' ? '' : `, { tiktok: 'CTHEIRS' }`)))
    await stage.arrive(code, 2)
    expect(await stage.consentOf(email)).toEqual({ ...all(true), profiling: false, personalised_ads: false })
    expect(await stage.memberships(email)).toEqual([])
    await page.evaluate(`ttq.grantConsent(); ttq.page()`)
    await expect.poll(() => stage.memberships(email)).toEqual(['buyers'])
    // Not even then is TikTok told.
    expect(await page.evaluate(`document.querySelectorAll('script[src*="tiktok.com"]').length`)).toBe(0)
  },
)

test('TikTok hears nothing of those who refuse something, and that they have changed their mind', async () => {
  await using visitor = await stage.visit()
  await tiktokIn(visitor)
  const code = await stage.newSource({ consent_basis: 'required' })
  const head = `${managers}<script>tcf = cmp.openTcf()</script>`
  const page = await visitor.open(stage.shop.page(bought(code, 'tiktok@example.com', `, { tiktok: 'CTHEIRS' }`), { head }))
  await page.waitForFunction('ttq._weir')
  const answer = (text: string) => page.evaluate(`tcf.update('${text}', false)`)
  const track = (event: string) => page.evaluate(`ttq.track('${event}', {}, { event_id: '${event}' })`)
  await answer(tcfWithout('personalised_ads'))
  await stage.arrive(code, 2)
  expect(await page.evaluate('window.theirs')).toBe(undefined)
  await answer(tcfWithout())
  await track('Search')
  await page.waitForFunction('window.theirs')
  await answer(tcfWithout('measurement'))
  await track('AddToCart')
  await answer(tcfWithout())
  await track('ViewContent')
  expect(await page.evaluate(`theirs.map(([method, event]) => event && method === 'track' ? event : method)`)).toEqual([
    'Search',
    'revokeConsent',
    'grantConsent',
    'ViewContent',
  ])
})

test('dual send: the script of TikTok gets the same calls, with the same ids, and only when told to', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const asked = await tiktokIn(visitor)
  await visitor.open(stage.shop.page(`ttq.load('${code}'); ttq.page()`))
  const page = await visitor.open(
    stage.shop.page(
      `ttq.load('${code}', { tiktok: 'CTHEIRS', limited_data_use: true }); ttq.holdConsent(); ttq.page(); ttq.identify({ email: 'eve@example.com' }); ttq.track('AddToCart', { value: 3 })`,
    ),
  )
  await page.waitForFunction('ttq._weir')
  await aWhile()
  expect(asked).toEqual([])
  await page.evaluate('ttq.grantConsent()')
  await page.waitForFunction('window.theirs')
  await page.evaluate(`ttq.track('Purchase', { value: 3 }, { event_id: 'o-3' })`)
  expect(asked).toHaveLength(1)
  expect(new URL(asked[0]!).searchParams.get('sdkid')).toBe('CTHEIRS')
  await stage.arrive(code, 5)
  const id = (name: string) => visitor.posted.find(({ event }) => event === name)?.event_id
  expect(await page.evaluate('theirOptions.CTHEIRS.limited_data_use')).toBe(true)
  expect(visitor.posted.at(-1)?.context).toMatchObject({ limited_data_use: true })
  expect(await page.evaluate('theirs')).toEqual([
    ['identify', { email: 'eve@example.com' }],
    ['page'],
    ['track', 'AddToCart', { value: 3 }, { event_id: id('AddToCart') }],
    ['track', 'Purchase', { value: 3 }, { event_id: 'o-3' }],
  ])
})
