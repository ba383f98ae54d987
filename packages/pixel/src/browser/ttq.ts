import { contactsOf } from '../core/contacts.ts'
import type { Contacts } from '../core/contacts.ts'
import type { PixelCall } from '../core/hit.ts'
import { watchConsent } from './consent.ts'
import { openOutbox } from './outbox.ts'
import { now, randomId } from './page.ts'
import { tiktokFeed } from './tiktok.ts'
import { forgetVisitor, visitor } from './visitor.ts'

/** Of `ttq.load` and of `ttq.track`. */
type Options = Readonly<Record<string, string | undefined>>

/** Calls that wait for consent; the oldest are given up. */
const HELD_MAX = 100

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
  /** What TikTok was told last; nothing before it is fed at all. */
  let shared: boolean | undefined
  const held: PixelCall[] = []
  const consent = watchConsent(() => {
    // Somebody who changes their mind is heard at once, and not with the next event.
    if (told && told !== JSON.stringify(consent.says())) track(undefined, 'Consent', {})
    release()
  })

  const feedTikTok = (codes: Iterable<string>, method: string, ...args: unknown[]): void => {
    for (const code of codes) feed(loaded.get(code), method, ...args)
  }

  /** TikTok gets nothing of those who refuse anything, and hears when that changes. */
  function share(): boolean {
    const may = cookies && consent.mayShare()
    if (shared === !may) feedTikTok(loaded.keys(), may ? 'grantConsent' : 'revokeConsent')
    if (may || shared) shared = may
    return may
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
    const mayShare = share()
    const mayStore = cookies && consent.mayStore()
    if (identified && mayShare) feedTikTok(loaded.keys(), 'identify', identified)
    for (const call of held.splice(0)) {
      const { hit, codes, options } = call
      const { event, event_id, properties } = hit
      put(call, mayStore, mayStore)
      if (!mayShare || /^(Identify|Consent)$/.test(event)) continue
      if (event === 'Pageview') feedTikTok(codes, 'page')
      else feedTikTok(codes, 'track', event, properties, { ...options, event_id })
    }
    identified = undefined
    if (!mayStore) forgetVisitor()
  }

  function made(code: string | undefined, event: string, properties: unknown, given?: unknown): PixelCall {
    const options: Options = Object(given)
    const chosen = options['pixel_code'] ?? code
    const codes = chosen ? [chosen] : [...loaded.keys()]
    const of = codes.map((one) => loaded.get(one))
    const at = now()
    const context = {
      pixel: { codes: codes.join('|') },
      user: who,
      page: { url: options['url'] ?? location.href, referrer: options['referrer'] ?? document.referrer },
      limited_data_use: of.some((one) => one?.['limited_data_use']) || undefined,
    }
    const hit = {
      event,
      event_id: options['event_id'] || randomId(),
      message_id: `${at}-${randomId()}`,
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
    const before = JSON.stringify(who)
    who = { ...who, ...contactsOf(Object(given)) }
    identified = given
    if (JSON.stringify(who) === before) release()
    else track(undefined, 'Identify', {})
  }

  function revoke(): void {
    held.length = 0
    outbox.drop()
    consent.choose('revoked')
    share()
    // A denial without an identifier is about nobody.
    if (JSON.stringify([visitor(false), who]) !== '[{},{}]') put(made(undefined, 'Consent', {}), false, true)
    forgetVisitor()
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
