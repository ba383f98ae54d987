import { attempt, stored } from './page.ts'

/** `ttq.revokeConsent` holds on later pages as well, until `grantConsent`. */
const REVOKED = '_weir_revoked'

const YES = 'granted'
/**
 * A plain grant, in Google's fields: the strings of consent managers are stronger and speak for
 * themselves. There is none for modelling, which nobody asked the visitor for.
 */
const GRANT = { ad_storage: YES, ad_user_data: YES, ad_personalization: YES, analytics_storage: YES }
const NO = false
const REFUSAL = { purposes: { storage: NO, profiling: NO, personalised_ads: NO, measurement: NO, modelling: NO } }
/** In what a page grants, as JSON. */
const DENIES = /false|denied/
const DENIES_STORAGE = /"storage":false|"ad_storage":"denied"/
/** In the sections of a GPP string, as JSON: sale, sharing or targeted advertising is refused. */
const OPTS_OUT = /OptOut(":1|Sale":"Y)/

/** What the visitor has said, by the page's calls and by the consent manager's interfaces. */
export interface VisitorConsent {
  /** Whether hits may leave: not held, not revoked, and no manager still waits for an answer. */
  open(): boolean
  /** Whether anything may be kept on the device. */
  mayStore(): boolean
  /** Whether TikTok may have it as well: nothing is refused. */
  mayShare(): boolean
  isRevoked(): boolean
  /**
   * @param more with a grant: purposes or Google's fields, as ingest reads them. Without it a grant
   *   is one to all but modelling, as far as no string of a manager denies it.
   */
  choose(choice: 'held' | 'granted' | 'revoked', more?: unknown): void
  /** For `context.consent`. */
  says(): object
}

/** Global Privacy Control. */
export const gpc = (): true | undefined => Reflect.get(navigator, 'globalPrivacyControl') || undefined

/** @param changed is called whenever a consent manager has an answer, also when it is a new one. */
export function watchConsent(changed: () => void): VisitorConsent {
  let choice = attempt(() => stored?.getItem(REVOKED))
  let given: unknown
  /** What managers say; an empty text until there is an answer. */
  const said: Record<string, unknown> = {}
  const limits: Record<string, Limit> = {}
  const open = (): boolean => !/held|revoked/.test(choice ?? '') && !Object.values(said).includes('')
  const within = (limit: Limit): boolean => open() && Object.values(limits).every((one) => one <= limit)

  const ask = (api: string, key: string, version: number[], read: (answer: Answer) => [unknown, Limit] | undefined): void => {
    const listen = Reflect.get(window, api)
    if (!listen) return
    said[key] = ''
    const answered = (answer: Answer): void => {
      const known = read(Object(answer))
      if (!known) return
      ;[said[key], limits[key]] = known
      changed()
    }
    attempt(() => listen('addEventListener', ...version, answered))
  }
  ask('__tcfapi', 'tcf', [2], ({ gdprApplies, eventStatus, tcString, purpose }) => {
    if (gdprApplies === false) return [undefined, 0]
    if (!/^(tcl|usera)/.test(eventStatus ?? '')) return undefined
    const has = (id: number): unknown => purpose?.consents?.[id]
    return [tcString, !has(1) ? 2 : has(3) && has(4) && has(7) ? 0 : 1]
  })
  ask('__gpp', 'gpp', [], ({ pingData }) => {
    if (pingData?.signalStatus !== 'ready') return undefined
    const { gppString, applicableSections, parsedSections } = pingData
    said['gpp_sid'] = applicableSections
    // The European section is read where its own interface is.
    const unread = applicableSections?.includes(2) && !('tcf' in said)
    return [gppString || undefined, unread ? 2 : OPTS_OUT.test(JSON.stringify(parsedSections)) ? 1 : 0]
  })

  return {
    open,
    mayStore: () => within(1) && !DENIES_STORAGE.test(JSON.stringify(given)),
    mayShare: () => within(0) && !gpc() && !DENIES.test(JSON.stringify(given)),
    isRevoked: () => choice === 'revoked',
    choose(now, more) {
      choice = now
      given = more
      attempt(() => (now === 'revoked' ? stored?.setItem(REVOKED, now) : now === 'granted' && stored?.removeItem(REVOKED)))
    },
    says() {
      if (choice === 'revoked') return { ...REFUSAL, gpc: gpc() }
      return { ...Object(given ?? (choice === 'granted' && GRANT)), ...said, gpc: gpc() }
    },
  }
}

/** 0: nothing is refused, 1: something is, 2: also to keep things on the device. */
type Limit = 0 | 1 | 2

/** What the interfaces of IAB TCF 2 and GPP 1.1 tell their listeners, as far as it is read. */
interface Answer {
  gdprApplies?: boolean
  eventStatus?: string
  tcString?: string
  purpose?: { consents?: Record<number, boolean> }
  pingData?: { signalStatus?: string; gppString?: string; applicableSections?: number[]; parsedSections?: unknown }
}
