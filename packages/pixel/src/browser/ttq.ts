import { contactsOf } from '../core/contacts.ts'
import type { Contacts } from '../core/contacts.ts'
import type { PixelCall } from '../core/hit.ts'
import { gpc, watchConsent } from './consent.ts'
import { openOutbox } from './outbox.ts'
import { attempt, now, randomId, visit } from './page.ts'
import { tiktokFeed } from './tiktok.ts'
import { forgetVisitor, visitor } from './visitor.ts'

/** Of `ttq.load` and of `ttq.track`. */
type Options = Readonly<Record<string, string | undefined>>

/** Calls that wait for consent; the oldest are given up. */
const HELD_MAX = 100
/** What was identified last in this visit, so that a page does not say it again. */
const IDENTIFIED = '_weir_identified'

/** What `ttq`'s methods do, for one code or for all that are loaded. */
export interface Pixel {
  call(code: string | undefined, method: string, args: readonly unknown[]): void
  load(code: string, options: unknown): void
  /** From now on what is called may leave at once: the queue of the page is replayed. */
  begin(): void
}

/** @param url of ingest's pixel door. */
export function startPixel(url: string): Pixel {
  const loaded = new Map<string, Options>()
  const outbox = openOutbox(url)
  const feed = tiktokFeed()
  let begun = false
  let cookies = true
  let who: Contacts = {}
  let identified: unknown
  let told = ''
  const held: PixelCall[] = []
  const consent = watchConsent(() => {
    // Somebody who changes their mind is heard at once, and not with the next event.
    if (told && told !== JSON.stringify(consent.says())) track(undefined, 'Consent', {})
    release()
  })

  /** TikTok gets what may leave, and nothing of those who object to being sold. */
  const feedTikTok = (codes: Iterable<string>, method: string, ...args: unknown[]): void => {
    for (const code of gpc() ? [] : codes) {
      const theirs = loaded.get(code)?.['tiktok']
      if (theirs) feed(theirs, method, ...args)
    }
  }

  function put({ hit }: PixelCall, mint: boolean, keep: boolean): void {
    const { context } = hit
    context.user = { ...visitor(mint), ...context.user }
    context.consent = consent.says()
    told = JSON.stringify(context.consent)
    outbox.put(hit, keep)
  }

  function release(): void {
    if (!begun || !consent.open()) return
    if (identified) feedTikTok(loaded.keys(), 'identify', identified)
    identified = undefined
    for (const call of held.splice(0)) {
      const mayStore = cookies && consent.mayStore()
      const { hit, codes, options } = call
      const { event, event_id, properties } = hit
      if (mayStore && event === 'Identify') attempt(() => visit()?.setItem(IDENTIFIED, JSON.stringify(hit.context.user)))
      put(call, mayStore, mayStore)
      if (event === 'Pageview') feedTikTok(codes, 'page')
      else if (!/^(Identify|Consent)$/.test(event)) feedTikTok(codes, 'track', event, properties, { ...options, event_id })
    }
  }

  function made(code: string | undefined, event: string, properties: unknown, given?: unknown): PixelCall {
    const options: Options = Object(given)
    const chosen = options['pixel_code'] ?? code
    const codes = chosen ? [chosen] : [...loaded.keys()]
    const of = codes.map((one) => loaded.get(one))
    const at = now()
    const pixel = { codes: codes.join('|') }
    const context = {
      pixel,
      user: who,
      page: { url: options['url'] ?? location.href, referrer: options['referrer'] ?? document.referrer },
      library: { name: 'weir' },
      limited_data_use: of.some((one) => one?.['limited_data_use']) || undefined,
    }
    const hit = {
      event,
      event_id: options['event_id'] || randomId(),
      message_id: `messageId-${at}-${randomId()}-${pixel.codes}`,
      timestamp: new Date(at).toISOString(),
      test_event_code: options['test_event_code'] ?? of[0]?.['test_event_code'],
      context,
      properties,
    }
    return { hit, codes, options }
  }

  function track(code: string | undefined, event: string, properties: unknown, options?: unknown): void {
    if (consent.isRevoked()) return
    if (held.push(made(code, event, properties, options)) > HELD_MAX) held.shift()
    release()
  }

  function identify(given: unknown): void {
    who = { ...who, ...contactsOf(Object(given)) }
    identified = given
    const known = JSON.stringify(who)
    if (known === '{}' || known === attempt(() => visit()?.getItem(IDENTIFIED))) release()
    else track(undefined, 'Identify', {})
  }

  function revoke(): void {
    if (begun && consent.open()) feedTikTok(loaded.keys(), 'revokeConsent')
    held.length = 0
    outbox.drop()
    consent.choose('revoked')
    // A denial without an identifier is about nobody.
    if (JSON.stringify([visitor(false), who]) !== '[{},{}]') put(made(undefined, 'Consent', {}), false, true)
    forgetVisitor()
    attempt(() => visit()?.removeItem(IDENTIFIED))
  }

  function call(code: string | undefined, method: string, [first, second, third]: readonly unknown[]): void {
    if (method === 'page') track(code, 'Pageview', Object(first))
    if (method === 'track') track(code, String(first), second ?? {}, third)
    if (method === 'identify') identify(first)
    if (method === 'holdConsent') consent.choose('held')
    if (method === 'revokeConsent') revoke()
    if (method === 'grantConsent') {
      consent.choose('granted', first)
      release()
    }
    if (/Cookie/.test(method)) cookies = method === 'enableCookie'
    if (!cookies) forgetVisitor()
    if (method === 'ready') Object(first)()
  }

  return {
    call,
    load(code, options) {
      loaded.set(code, Object(options))
    },
    begin() {
      begun = true
      release()
    },
  }
}
