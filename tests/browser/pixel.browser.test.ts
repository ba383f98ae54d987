import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { openBrowser, visitorWithThirdPartyCookies } from './browser.ts'
import type { Visitor } from './browser.ts'
import { openShop } from './shop.ts'
import type { Shop } from './shop.ts'

/** The pixel in a real browser: a page on one site, Weir on another. */

let weir: LocalWeir
let shop: Shop
let browser: Awaited<ReturnType<typeof openBrowser>>
let sources = 0
beforeAll(async () => {
  weir = await startWeir({ WEIR_CLOCK: 'system' })
  shop = await openShop(weir.url)
  browser = await openBrowser()
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '1d' } })
  const twice = { event: { name: 'Purchase' }, within: '1d', count: { gte: 2 } }
  await weir.client.put('/v1/segments/twice', { name: 'Bought twice', rule: twice })
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
  await weir[Symbol.asyncDispose]()
})

async function newSource(more: object = {}): Promise<string> {
  const code = `CBROWSER${++sources}`
  await weir.client.put(`/v1/sources/${code}`, { name: code, kind: 'pixel', consent_basis: 'assumed', ...more })
  return code
}

/** What ingest took from a source, and how many of those were copies. */
async function taken(code: string): Promise<{ accepted: number; copies: number }> {
  await weir.settled()
  const { hours } = await weir.client.get<{ hours: { accepted: number; duplicates: number }[] }>(`/v1/sources/${code}/health`)
  const sum = (key: 'accepted' | 'duplicates'): number => hours.reduce((all, hour) => all + hour[key], 0)
  return { accepted: sum('accepted'), copies: sum('duplicates') }
}

const counts = async (code: string): Promise<number> => {
  const { accepted, copies } = await taken(code)
  return accepted - copies
}
const arrive = (code: string, events: number) => expect.poll(() => counts(code), { timeout: 15_000 }).toBe(events)
/** Long enough for what should not come to come. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_000))
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const names = ({ posted }: Visitor): string[] => posted.map(({ event }) => event)

async function memberships(email: string): Promise<string[]> {
  await weir.settled()
  const { status, body } = await weir.client.call<{ memberships: { segment: string }[] }>('GET', `/v1/people/email:${email}`)
  return status === 200 ? body.memberships.map(({ segment }) => segment).toSorted() : []
}

async function onDisk(text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(weir.folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path)
  }
  return found
}

test('the standard snippet: page, identify, cart and purchase arrive, and no address leaves the browser', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  const page = await visitor.open(
    `${shop.page(`
      ttq.load('${code}')
      ttq.page()
      ttq.identify({ email: ' Ada.Lovelace@Example.com ', phone_number: '+1 (213) 373-4253', external_id: 'c-7' })
      ttq.instance('${code}').track('AddToCart', { content_id: 'shoe', value: 20, currency: 'EUR' })`)}?ttclid=E.C.P.42`,
  )
  await page.evaluate(`ttq.track('Purchase', { value: 20, currency: 'EUR' }, { event_id: 'order-7' })`)
  await arrive(code, 4)
  expect(names(visitor).toSorted()).toEqual(['AddToCart', 'Identify', 'Pageview', 'Purchase'])
  const { context, event_id } = visitor.posted.find(({ event }) => event === 'Purchase')!
  expect(event_id).toBe('order-7')
  expect(context.user).toMatchObject({
    email: sha256('ada.lovelace@example.com'),
    phone_number: sha256('+12133734253'),
    external_id: sha256('c-7'),
    ttclid: 'E.C.P.42',
  })
  expect(context.user['ttp']).toMatch(/^\w{27}$/)
  expect(await memberships('ada.lovelace@example.com')).toEqual(['buyers'])
  expect(JSON.stringify(visitor.posted)).not.toMatch(/lovelace|3734253/i)
  expect([...(await onDisk('lovelace')), ...(await onDisk('Lovelace'))]).toEqual([])

  // The next page is the same visitor's, who came by the same click, and is identified once.
  visitor.posted.length = 0
  await visitor.open(
    shop.page(
      `ttq.load('${code}'); ttq.page(); ttq.identify({ email: 'ada.lovelace@example.com', phone_number: '+12133734253', external_id: 'c-7' })`,
    ),
  )
  await expect.poll(() => visitor.posted.length).toBeGreaterThan(0)
  expect(visitor.posted[0]?.context.user).toMatchObject({ ttp: context.user['ttp'], ttclid: 'E.C.P.42' })
})

test('the copy of the browser and that of the server count once', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  const page = await visitor.open(shop.page(`ttq.load('${code}')`))
  await page.evaluate(`
    ttq.identify({ email: 'bea@example.com' })
    ttq.track('Purchase', { value: 5, currency: 'EUR' }, { event_id: 'o-1' })`)
  await arrive(code, 2)
  await weir.client.send([{ source: code, event: 'Purchase', event_id: 'o-1', user: { email: 'bea@example.com' } }])
  await expect.poll(() => memberships('bea@example.com')).toEqual(['buyers'])
  await weir.client.send([{ source: code, event: 'Purchase', event_id: 'o-2', user: { email: 'bea@example.com' } }])
  await expect.poll(() => memberships('bea@example.com')).toEqual(['buyers', 'twice'])
})

test('held until granted: nothing leaves and nothing is kept on the device', async () => {
  await using visitor = await browser.visit()
  const code = await newSource({ consent_basis: 'required' })
  // The hold comes last, and still holds what was called before it.
  const page = await visitor.open(`${shop.page(`ttq.load('${code}'); ttq.page(); ttq.holdConsent()`)}?ttclid=E.C.P.9`)
  await page.waitForFunction('ttq._weir')
  await page.evaluate(
    `ttq.track('Purchase', { value: 1, currency: 'EUR' }, { event_id: 'held' }); ttq.identify({ email: 'cid@example.com' })`,
  )
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await visitor.context.cookies()).toEqual([])
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0)

  await page.evaluate('ttq.grantConsent()')
  await arrive(code, 3)
  expect(visitor.posted.map(({ context }) => context.consent)).toEqual(
    Array.from({ length: 3 }, () => ({
      purposes: { storage: true, profiling: true, personalised_ads: true, measurement: true },
    })),
  )
  expect((await visitor.context.cookies()).map(({ name }) => name).toSorted()).toEqual(['_ttp', 'ttclid'])
})

test('revoked: what waits is dropped, the denial is sent, and later pages say nothing until a grant', async () => {
  await using visitor = await browser.visit()
  const code = await newSource({ pixel_may_grant: true })
  const page = await visitor.open(
    shop.page(`ttq.load('${code}'); ttq.identify({ email: 'dan@example.com' }); ttq.track('Purchase', { value: 1 })`),
  )
  await arrive(code, 2)
  expect(await memberships('dan@example.com')).toEqual(['buyers'])
  const ttp = visitor.posted[0]?.context.user['ttp']

  await page.evaluate(`ttq.holdConsent(); ttq.track('AddToCart', {}); ttq.revokeConsent(); ttq.track('ViewContent', {})`)
  await expect.poll(() => memberships('dan@example.com')).toEqual([])
  const denial = visitor.posted.at(-1)
  expect(denial).toMatchObject({ event: 'Consent', context: { user: { ttp, email: sha256('dan@example.com') } } })
  expect(Object.values(Object(denial?.context.consent?.['purposes']))).toEqual([false, false, false, false, false])
  expect(names(visitor)).not.toContain('AddToCart')
  expect(await visitor.context.cookies()).toEqual([])

  visitor.posted.length = 0
  const later = await visitor.open(shop.page(`ttq.load('${code}'); ttq.page()`))
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await visitor.context.cookies()).toEqual([])
  await later.evaluate(`ttq.grantConsent(); ttq.page()`)
  await expect.poll(() => names(visitor)).toEqual(['Pageview'])
})

test('third-party cookies blocked: the visitor is known all the same, by the cookie of the page itself', async () => {
  // The probe: another party's frame keeps a cookie where it may, and none where it may not.
  const probe = async (visitor: Visitor): Promise<unknown> => {
    const page = await visitor.open(shop.page('', { head: `<iframe src="${shop.third}"></iframe>` }))
    const frame = page.frames().find((one) => one.url().startsWith(shop.third))
    return frame?.evaluate(`document.cookie = 'probe=1;secure;samesite=none', document.cookie`)
  }
  await using open = await visitorWithThirdPartyCookies(true)
  expect(await probe(open)).toBe('probe=1')
  await using visitor = await visitorWithThirdPartyCookies(false)
  expect(await probe(visitor)).toBe('')
  const code = await newSource()
  for (let i = 0; i < 2; i++) await visitor.open(shop.page(`ttq.load('${code}'); ttq.page()`))
  await arrive(code, 2)
  expect(new Set(visitor.posted.map(({ context }) => context.user['ttp'])).size).toBe(1)
})

test('offline, then online: all events come, once', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  const page = await visitor.open(shop.page(`ttq.load('${code}'); ttq.page()`))
  await arrive(code, 1)
  await visitor.context.setOffline(true)
  await page.evaluate(`for (let i = 0; i < 60; i++) ttq.track('AddToCart', { content_id: 'c' + i })`)
  await aWhile()
  expect(await taken(code)).toEqual({ accepted: 1, copies: 0 })
  await visitor.context.setOffline(false)
  // The newest 50 are kept.
  await arrive(code, 51)
  expect(await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('_weir.')).length`)).toBe(0)
})

test('a page that is closed or left at once loses nothing that it called', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  const keep = await visitor.open(shop.page(''))
  const url = shop.page(`ttq.load('${code}'); ttq.page()`)
  for (let i = 0; i < 5; i++) {
    const page = await visitor.open(url)
    await page.waitForFunction('ttq._weir')
    await page.evaluate(`ttq.track('AddToCart', {}); window.close()`).catch(() => undefined)
    await page.close()
    const left = await visitor.open(url)
    await left.waitForFunction('ttq._weir')
    await left.evaluate(`ttq.track('Search', {}); location.href = '${keep.url()}'`)
  }
  await arrive(code, 20)
})

test('an ad blocker that takes beacons takes nothing; one that takes all delays, and keeps the bound', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  const door = '**/api/v2/pixel'
  await visitor.context.route(door, (route) =>
    route.request().resourceType() === 'ping' ? route.abort('blockedbyclient') : route.continue(),
  )
  const url = shop.page(`ttq.load('${code}'); ttq.page()`)
  const page = await visitor.open(url)
  await page.evaluate(`ttq.track('AddToCart', {})`)
  await arrive(code, 2)

  await visitor.context.unroute(door)
  await visitor.context.route(door, (route) => route.abort('blockedbyclient'))
  await page.evaluate(`for (let i = 0; i < 70; i++) ttq.track('Search', { query: 'q' + i })`)
  await aWhile()
  expect(await counts(code)).toBe(2)
  expect(await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('_weir.')).length`)).toBe(50)
  await page.close()
  await visitor.context.unroute(door)
  // The blocker is off on the next page, which sends what waits and its own.
  await visitor.open(url)
  await arrive(code, 53)
})

test('what the browser and consent managers say goes along', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  await visitor.context.addInitScript(`
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })
    window.__tcfapi = function (command, version, listener) { window.tcf = listener; listener({ eventStatus: 'cmpuishown', tcString: 'EARLY' }, true) }
    window.__gpp = function (command, listener) { listener({ pingData: { signalStatus: 'ready', gppString: 'DBABMA~x' } }, true) }`)
  const page = await visitor.open(shop.page(`ttq.load('${code}', { limited_data_use: true, tiktok: 'CTHEIRS' }); ttq.page()`))
  await page.waitForFunction('ttq._weir')
  await aWhile()
  expect(visitor.posted).toEqual([])
  await page.evaluate(`tcf({ eventStatus: 'useractioncomplete', tcString: 'CQ1', purpose: { consents: { 1: false } } }, true)`)
  await expect.poll(() => names(visitor)).toEqual(['Pageview'])
  expect(visitor.posted[0]?.context).toMatchObject({
    consent: { tcf: 'CQ1', gpp: 'DBABMA~x', gpc: true },
    limited_data_use: true,
    user: {},
  })
  expect(await visitor.context.cookies()).toEqual([])
  // A change of mind is heard at once.
  await page.evaluate(`tcf({ eventStatus: 'useractioncomplete', tcString: 'CQ2', purpose: { consents: { 1: true } } }, true)`)
  await expect.poll(() => names(visitor)).toEqual(['Pageview', 'Consent'])
  expect(visitor.posted[1]?.context.consent).toMatchObject({ tcf: 'CQ2' })
  // Somebody with Global Privacy Control is not handed on.
  expect(await page.evaluate(`document.querySelectorAll('script[src*="tiktok.com"]').length`)).toBe(0)
})

test('dual send: the script of TikTok gets the same calls, with the same ids, and only when told to', async () => {
  await using visitor = await browser.visit()
  const code = await newSource()
  const asked: string[] = []
  await visitor.context.route('https://analytics.tiktok.com/**', (route) => {
    asked.push(route.request().url())
    // As theirs does: finds its queue by the name that is in force, and takes what waits.
    const body = `window.theirs = []; for (const one of Object.values(window[window.TiktokAnalyticsObject]._i)) {
      theirs.push(...one); one.track = (...args) => theirs.push(['track', ...args]) }`
    return route.fulfill({ contentType: 'text/javascript', body })
  })
  await visitor.open(shop.page(`ttq.load('${code}'); ttq.page()`))
  const page = await visitor.open(
    shop.page(
      `ttq.load('${code}', { tiktok: 'CTHEIRS' }); ttq.holdConsent(); ttq.page(); ttq.identify({ email: 'eve@example.com' }); ttq.track('AddToCart', { value: 3 })`,
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
  await arrive(code, 5)
  const id = (name: string) => visitor.posted.find(({ event }) => event === name)?.event_id
  expect(await page.evaluate('theirs')).toEqual([
    ['identify', { email: 'eve@example.com' }],
    ['page'],
    ['track', 'AddToCart', { value: 3 }, { event_id: id('AddToCart') }],
    ['track', 'Purchase', { value: 3 }, { event_id: 'o-3' }],
  ])
})

test('behind a prefix of the shop itself the script finds the door beside it', async () => {
  await using visitor = await browser.visit()
  const code = await newSource({ allowed_origins: [shop.origin] })
  await visitor.open(shop.page(`ttq.load('${code}'); ttq.page()`, { weir: shop.proxied }))
  await arrive(code, 1)
})

test('in a sandbox without cookies, storage and origin events arrive, with what the page hands over', async () => {
  await using visitor = await browser.visit()
  const code = await newSource({ allowed_origins: ['null'] })
  const inner = shop.page(`ttq.load('${code}'); ttq.identify({ ttp: 'handed-over-7' })
    ttq.track('Pageview', {}, { event_id: 'e-1', url: 'https://shop.example/?ttclid=E.C.P.5', referrer: '' })`)
  await visitor.open(shop.page('', { head: `<iframe sandbox="allow-scripts allow-forms" src="${inner}"></iframe>` }))
  await arrive(code, 2)
  expect(visitor.posted.find(({ event }) => event === 'Pageview')).toMatchObject({
    event_id: 'e-1',
    context: { user: { ttp: 'handed-over-7' }, page: { url: 'https://shop.example/?ttclid=E.C.P.5' } },
  })
})

test('an unknown code breaks nothing, and nothing is sent for it', async () => {
  await using visitor = await browser.visit()
  const page = await visitor.open(shop.page(`ttq.load('NOBODYS'); ttq.page()`))
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await page.evaluate('ttq.length')).toBe(1)
})
