import { createHash } from 'node:crypto'
import { filesBelow } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { visitorWithThirdPartyCookies } from './browser.ts'
import type { Visitor } from './browser.ts'
import { aWhile, names, openStage } from './stage.ts'
import type { Stage } from './stage.ts'

/** What arrives of a page's calls, and what is lost. */

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const DOOR = '**/api/v2/pixel'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function onDisk(text: string): Promise<string[]> {
  const found: string[] = []
  for await (const { path, bytes } of filesBelow(stage.weir.folder)) if (bytes.includes(text)) found.push(path)
  return found
}

test('the standard snippet: page, identify, cart and purchase arrive, and no address leaves the browser', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const page = await visitor.open(
    `${stage.shop.page(`
      ttq.load('${code}')
      ttq.page()
      ttq.identify({ email: ' Ada.Lovelace@Example.com ', phone_number: '+1 (213) 373-4253', external_id: 'c-7' })
      ttq.instance('${code}').track('AddToCart', { content_id: 'shoe', value: 20, currency: 'EUR' })`)}?ttclid=E.C.P.42`,
  )
  await page.evaluate(`ttq.track('Purchase', { value: 20, currency: 'EUR' }, { event_id: 'order-7' })`)
  await stage.arrive(code, 4)
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
  expect(await stage.memberships('ada.lovelace@example.com')).toEqual(['buyers'])
  expect(JSON.stringify(visitor.posted)).not.toMatch(/lovelace|3734253/i)
  expect([...(await onDisk('lovelace')), ...(await onDisk('Lovelace'))]).toEqual([])

  // The next page is the same visitor's, who came by the same click, and is identified once.
  visitor.posted.length = 0
  await visitor.open(
    stage.shop.page(
      `ttq.load('${code}'); ttq.page(); ttq.identify({ email: 'ada.lovelace@example.com', phone_number: '+12133734253', external_id: 'c-7' })`,
    ),
  )
  await expect.poll(() => visitor.posted.length).toBeGreaterThan(0)
  expect(visitor.posted[0]?.context.user).toMatchObject({ ttp: context.user['ttp'], ttclid: 'E.C.P.42' })
})

test('the copy of the browser and that of the server count once', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const page = await visitor.open(stage.shop.page(`ttq.load('${code}')`))
  await page.evaluate(`
    ttq.identify({ email: 'bea@example.com' })
    ttq.track('Purchase', { value: 5, currency: 'EUR' }, { event_id: 'o-1' })`)
  await stage.arrive(code, 2)
  await stage.weir.client.send([{ source: code, event: 'Purchase', event_id: 'o-1', user: { email: 'bea@example.com' } }])
  await expect.poll(() => stage.memberships('bea@example.com')).toEqual(['buyers'])
  await stage.weir.client.send([{ source: code, event: 'Purchase', event_id: 'o-2', user: { email: 'bea@example.com' } }])
  await expect.poll(() => stage.memberships('bea@example.com')).toEqual(['buyers', 'twice'])
})

test('third-party cookies blocked: the visitor is known all the same, by the cookie of the page itself', async () => {
  // The probe: another party's frame keeps a cookie where it may, and none where it may not.
  const probe = async (visitor: Visitor): Promise<unknown> => {
    const page = await visitor.open(stage.shop.page('', { head: `<iframe src="${stage.shop.third}"></iframe>` }))
    const frame = page.frames().find((one) => one.url().startsWith(stage.shop.third))
    return frame?.evaluate(`document.cookie = 'probe=1;secure;samesite=none', document.cookie`)
  }
  await using open = await visitorWithThirdPartyCookies(true)
  expect(await probe(open)).toBe('probe=1')
  await using visitor = await visitorWithThirdPartyCookies(false)
  expect(await probe(visitor)).toBe('')
  const code = await stage.newSource()
  for (let i = 0; i < 2; i++) await visitor.open(stage.shop.page(`ttq.load('${code}'); ttq.page()`))
  await stage.arrive(code, 2)
  expect(new Set(visitor.posted.map(({ context }) => context.user['ttp'])).size).toBe(1)
})

test('offline, then online: all events come, once', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const page = await visitor.open(stage.shop.page(`ttq.load('${code}'); ttq.page()`))
  await stage.arrive(code, 1)
  await visitor.context.setOffline(true)
  await page.evaluate(`for (let i = 0; i < 60; i++) ttq.track('AddToCart', { content_id: 'c' + i })`)
  await aWhile()
  expect(await stage.taken(code)).toEqual({ accepted: 1, copies: 0 })
  await visitor.context.setOffline(false)
  // The newest 50 are kept.
  await stage.arrive(code, 51)
  expect(await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('_weir.')).length`)).toBe(0)
})

test('a page that is closed or left at once loses nothing that it called', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const keep = await visitor.open(stage.shop.page(''))
  const url = stage.shop.page(`ttq.load('${code}'); ttq.page()`)
  for (let i = 0; i < 5; i++) {
    const page = await visitor.open(url)
    await page.waitForFunction('ttq._weir')
    await page.evaluate(`ttq.track('AddToCart', {}); window.close()`).catch(() => undefined)
    await page.close()
    const left = await visitor.open(url)
    await left.waitForFunction('ttq._weir')
    await left.evaluate(`ttq.track('Search', {}); location.href = '${keep.url()}'`)
  }
  await stage.arrive(code, 20)
})

test('an ad blocker that takes beacons takes nothing; one that takes all delays, and keeps the bound', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  await visitor.context.route(DOOR, (route) =>
    route.request().resourceType() === 'ping' ? route.abort('blockedbyclient') : route.continue(),
  )
  const url = stage.shop.page(`ttq.load('${code}'); ttq.page()`)
  const page = await visitor.open(url)
  await page.evaluate(`ttq.track('AddToCart', {})`)
  await stage.arrive(code, 2)

  await visitor.context.unroute(DOOR)
  await visitor.context.route(DOOR, (route) => route.abort('blockedbyclient'))
  await page.evaluate(`for (let i = 0; i < 70; i++) ttq.track('Search', { query: 'q' + i })`)
  await aWhile()
  expect((await stage.taken(code)).accepted).toBe(2)
  expect(await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('_weir.')).length`)).toBe(50)
  await page.close()
  await visitor.context.unroute(DOOR)
  // The blocker is off on the next page, which sends what waits and its own.
  await visitor.open(url)
  await stage.arrive(code, 53)
})

/** What keeps hits from arriving for a while; each returns how it ends. */
const OBSTACLES: Record<string, (visitor: Visitor) => Promise<() => Promise<void>>> = {
  'no network': async ({ context }) => {
    await context.setOffline(true)
    return () => context.setOffline(false)
  },
  'an ad blocker': async ({ context }) => {
    await context.route(DOOR, (route) => route.abort('blockedbyclient'))
    return () => context.unroute(DOOR)
  },
  'a service in trouble': async ({ context }) => {
    await context.route(DOOR, (route) => route.fulfill({ status: 503 }))
    return () => context.unroute(DOOR)
  },
}

test.each(Object.keys(OBSTACLES))(
  'of 10 beacons under %s each is said to be queued and none arrives; of 10 calls all do',
  async (name) => {
    await using visitor = await stage.visit()
    const code = await stage.newSource()
    const page = await visitor.open(stage.shop.page(`ttq.load('${code}')`))
    await page.waitForFunction('ttq._weir')
    const end = await OBSTACLES[name]!(visitor)
    const queued = await page.evaluate(`Array.from({ length: 10 }, (_, i) => {
    ttq.track('Search', {}, { event_id: 'call-' + i })
    const context = { pixel: { code: '${code}' }, page: { url: location.href } }
    return navigator.sendBeacon('${stage.weir.url}/api/v2/pixel', JSON.stringify({ event: 'AddToCart', event_id: 'beacon-' + i, context }))
  })`)
    expect(queued).toEqual(Array.from({ length: 10 }, () => true))
    await aWhile()
    await end()
    await stage.arrive(code, 10)
    await aWhile()
    expect(await stage.taken(code)).toEqual({ accepted: 10, copies: 0 })
  },
)

test.each(['failed', 'is under way and would not survive'])('what %s leaves as a beacon with the page', async (how) => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  if (how !== 'failed') await visitor.context.addInitScript('delete Request.prototype.keepalive')
  await visitor.context.route(DOOR, (route) => {
    if (route.request().resourceType() === 'ping') return route.continue()
    return how === 'failed' ? route.abort() : undefined
  })
  const page = await visitor.open(stage.shop.page(`ttq.load('${code}'); ttq.page()`))
  await expect.poll(() => names(visitor)).toEqual(['Pageview'])
  await page.goto(stage.shop.page(''))
  await stage.arrive(code, 1)
})

test('without cookies: hits go on, nothing is on the device, and with them again there is a visitor', async () => {
  await using visitor = await stage.visit()
  const code = await stage.newSource()
  const page = await visitor.open(stage.shop.page(`ttq.load('${code}'); ttq.page()`))
  await stage.arrive(code, 1)
  expect((await visitor.context.cookies()).map(({ name }) => name)).toEqual(['_ttp'])
  await page.evaluate(`ttq.disableCookie(); ttq.track('AddToCart', {})`)
  await stage.arrive(code, 2)
  expect(visitor.posted[1]?.context.user).toEqual({})
  expect(await visitor.context.cookies()).toEqual([])
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0)
  await page.evaluate(`ttq.enableCookie(); ttq.track('Search', {})`)
  await stage.arrive(code, 3)
  expect(visitor.posted[2]?.context.user['ttp']).toMatch(/^\w{27}$/)
})

test('an unknown code breaks nothing, and nothing is sent for it', async () => {
  await using visitor = await stage.visit()
  const page = await visitor.open(stage.shop.page(`ttq.load('NOBODYS'); ttq.page()`))
  await aWhile()
  expect(visitor.posted).toEqual([])
  expect(await page.evaluate('ttq.length')).toBe(1)
})
