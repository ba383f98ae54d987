import { run } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_KEY } from '../support/embedded.ts'
import { openProxy, PROXIES, recipe } from './recipes.ts'
import type { Proxy } from './recipes.ts'
import { aWhile, names, openStage } from './stage.ts'
import type { Stage } from './stage.ts'

/** The recipes of docs/how-to/install-the-pixel.md do what it says, as they stand there. */

const KINDS = Object.keys(PROXIES).filter((kind): kind is keyof typeof PROXIES => kind in PROXIES)

let stage: Stage
const proxies = new Map<string, Proxy>()
beforeAll(async () => {
  stage = await openStage({ WEIR_TRUSTED_PROXIES: '127.0.0.1' })
  const behind = { weir: new URL(stage.weir.url).host, shop: new URL(stage.shop.origin).host }
  for (const kind of KINDS) proxies.set(kind, await openProxy(kind, behind))
})
afterAll(async () => {
  for (const proxy of proxies.values()) await proxy[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

/** Code of the document with the test's code and addresses. */
const of = (code: string, text: string, { origin }: Proxy): string =>
  text.replaceAll('C4EXAMPLE0CODE', code).replaceAll('https://shop.example', origin)

const [SNIPPET = ''] = recipe('Plain HTML', 'html')
const [CALLS = ''] = recipe('Plain HTML', 'js')
/** As other recipes want it: without what it calls itself. */
const BARE = SNIPPET.replace(/<\/?script>/g, '').replace(/ttq\.load[\s\S]*/, '')

test.each(KINDS)('%s: script and hits are of the shop itself, and nothing else of Weir is there', async (kind) => {
  await using visitor = await stage.visit()
  const proxy = proxies.get(kind)!
  const code = await stage.newSource({ allowed_origins: [proxy.origin] })
  const page = await visitor.open(proxy.origin + stage.shop.html(of(code, SNIPPET, proxy)))
  await page.waitForFunction('ttq._weir')
  // An address and a number of their own: else the customers of both proxies were one person.
  const number = kind === 'nginx' ? '+4915112300001' : '+4915112300002'
  await page.evaluate(
    CALLS.replace('ada@', `${kind}@`)
      .replace('customer-7', kind)
      .replace(/\+\d{7,}/, number),
  )
  await expect.poll(() => stage.memberships(`${kind}@example.com`)).toEqual(['buyers'])
  expect(names(visitor).toSorted()).toEqual(['Identify', 'Pageview', 'Purchase'])
  for (const path of ['/w/v1/sources', '/w/metrics', '/w/docs', '/w/open_api/v1.3/event/track/'])
    expect(await (await fetch(proxy.origin + path)).text()).toContain('Nothing here')
})

test('from your own script', async () => {
  await using visitor = await stage.visit()
  const proxy = proxies.get('nginx')!
  const code = await stage.newSource({ consent_basis: 'required', allowed_origins: [proxy.origin] })
  const [script = ''] = recipe('From your own script', 'html')
  await visitor.open(proxy.origin + stage.shop.html(of(code, script, proxy)))
  await stage.arrive(code, 1)
  expect(visitor.posted).toMatchObject([{ event: 'ViewContent', event_id: 'v-1001' }])
})

test('create the source, and check: the commands', async () => {
  const commands = [...recipe('Create the source', 'sh'), ...recipe('Check', 'sh')].join('\n')
  const there = commands.replaceAll('localhost:8080', new URL(stage.weir.url).host)
  await using shell = await run('bash', ['-ec', `curl() { command curl -sS "$@"; echo; }\n${there}`], { env: { KEY: ADMIN_KEY } })
  expect(await shell.ended).toEqual({ code: 0, signal: null })
  expect(shell.stdout()).toMatch(/"consent_basis":"required"[\s\S]*HTTP\/1.1 204 No Content[\s\S]*"hours":[\s\S]*"rejected":\[\]/)

  await stage.arrive('C4EXAMPLE0CODE', 1)

  const [, elsewhere = ''] = /(curl -i[\s\S]*?)\ncurl/.exec(there) ?? []
  await using other = await run('bash', ['-ec', elsewhere.replace('https://shop.example', 'https://other.example')])
  await other.ended
  expect(other.stdout()).toMatch(/403 Forbidden[\s\S]*origin_not_allowed/)
})

test('Google Tag Manager: tags that are put into the page, held until the banner was answered', async () => {
  await using visitor = await stage.visit()
  const proxy = proxies.get('nginx')!
  const code = await stage.newSource({ consent_basis: 'required' })
  const [cart = '', grant = ''] = recipe('Google Tag Manager', 'html')
  const page = await visitor.open(proxy.origin + stage.shop.html('<h1>Shop</h1>'))
  /** As GTM does: scripts of a tag are made anew, at the end of the page. */
  const fire = (tag: string) =>
    page.evaluate(`{
      const script = document.createElement('script')
      script.text = ${JSON.stringify(of(code, tag, proxy).replace(/<\/?script>/g, ''))}
      document.body.append(script)
    }`)
  const ecommerce = { value: 30, currency: 'EUR', items: [{ item_id: 'shoe-7', item_name: 'Shoe', quantity: 2, price: 15 }] }
  await fire(SNIPPET.replace('ttq.load', 'ttq.holdConsent()\n  ttq.load'))
  await fire(cart.replace('{{Ecommerce}}', JSON.stringify(ecommerce)))
  await page.waitForFunction('ttq._weir')
  await aWhile()
  expect(visitor.posted).toEqual([])
  await fire(grant)
  await stage.arrive(code, 2)
  expect(visitor.posted.find(({ event }) => event === 'AddToCart')?.properties).toEqual({
    value: 30,
    currency: 'EUR',
    contents: [{ content_id: 'shoe-7', content_name: 'Shoe', quantity: 2, price: 15 }],
  })
})

test('Shopify: in a sandbox without cookies and origin, with what the pixel is handed', async () => {
  await using visitor = await stage.visit()
  const proxy = proxies.get('nginx')!
  const code = await stage.newSource({ consent_basis: 'required', allowed_origins: ['null'] })
  const [pixel = ''] = recipe('Shopify', 'js')
  const refused = {
    analyticsProcessingAllowed: false,
    marketingAllowed: false,
    preferencesProcessingAllowed: false,
    saleOfDataAllowed: false,
  }
  const allowed = {
    analyticsProcessingAllowed: true,
    marketingAllowed: true,
    preferencesProcessingAllowed: true,
    saleOfDataAllowed: true,
  }
  const inner = stage.shop.html(`<script>
    const listeners = {}
    const subscribe = async (name, listener) => { listeners[name] = listener }
    const analytics = { subscribe }
    const api = { customerPrivacy: { subscribe } }
    const init = { customerPrivacy: ${JSON.stringify(refused)} }
    const browser = { cookie: { get: async () => 'handed-over-7' } }
    ;${of(code, BARE + pixel, proxy)}</script>`)
  const page = await visitor.open(
    proxy.origin + stage.shop.html(`<iframe sandbox="allow-scripts allow-forms" src="${inner}"></iframe>`),
  )
  const frame = page.frames()[1]!
  await frame.waitForFunction('ttq._weir')
  const happens = (name: string, id: string, data: object) => {
    const document = { location: { href: 'https://shop.example/?ttclid=E.C.P.5' }, referrer: 'https://tiktok.example/' }
    return frame.evaluate(`listeners.${name}(${JSON.stringify({ id, data, context: { document } })})`)
  }
  const price = { amount: 59.9, currencyCode: 'EUR' }
  await happens('page_viewed', 'e-1', {})
  await aWhile()
  expect(visitor.posted).toEqual([])

  await frame.evaluate(`listeners.visitorConsentCollected(${JSON.stringify({ customerPrivacy: allowed })})`)
  await happens('product_added_to_cart', 'e-2', { cartLine: { merchandise: { id: 'shoe-7' }, cost: { totalAmount: price } } })
  const checkout = { email: 'shopify@example.com', phone: null, order: { id: 'o-9' }, totalPrice: price }
  await happens('checkout_completed', 'e-3', { checkout })
  await expect.poll(() => stage.memberships('shopify@example.com')).toEqual(['buyers'])
  const hit = (name: string) => visitor.posted.find(({ event }) => event === name)
  expect(hit('Pageview')).toMatchObject({
    event_id: 'e-1',
    context: { user: { ttp: 'handed-over-7' }, page: { url: 'https://shop.example/?ttclid=E.C.P.5' } },
  })
  expect(hit('AddToCart')?.properties).toEqual({ content_id: 'shoe-7', value: 59.9, currency: 'EUR' })
  expect(hit('Purchase')).toMatchObject({ event_id: 'o-9', properties: { value: 59.9, currency: 'EUR', order_id: 'o-9' } })

  await frame.evaluate(`listeners.visitorConsentCollected(${JSON.stringify({ customerPrivacy: refused })})`)
  await expect.poll(() => stage.memberships('shopify@example.com')).toEqual([])
})
