import { attempt, stored } from './page.ts'

/** `ttq.revokeConsent` holds on later pages as well, until `grantConsent`. */
const REVOKED = '_weir_revoked'

const granted = (storage: boolean, modelling?: false) => ({
  purposes: { storage, profiling: storage, personalised_ads: storage, measurement: storage, modelling },
})
/** In what a page grants, as JSON. */
const DENIES_STORAGE = /"storage":false|"ad_storage":"denied"/

/** What the visitor has said, by the page's calls and by the consent manager's interfaces. */
export interface VisitorConsent {
  /** Whether hits may leave: not held, not revoked, and no manager still waits for an answer. */
  open(): boolean
  /** Whether anything may be kept on the device. */
  mayStore(): boolean
  isRevoked(): boolean
  /**
   * @param said with a grant: purposes or Google's fields, as ingest reads them. Without it a grant
   *   is one to all but modelling, unless a consent string says more.
   */
  choose(choice: 'held' | 'granted' | 'revoked', said?: unknown): void
  /** For `context.consent`. */
  says(): object
}

/** Global Privacy Control. */
export const gpc = (): true | undefined => Reflect.get(navigator, 'globalPrivacyControl') || undefined

/** @param changed is called whenever a consent manager has an answer, also when it is a new one. */
export function watchConsent(changed: () => void): VisitorConsent {
  let choice = attempt(() => stored()?.getItem(REVOKED))
  let given: unknown
  let tcfStorage = true
  /** Empty until the manager has answered. */
  const strings: Record<string, string | undefined> = {}
  const open = (): boolean => !/held|revoked/.test(choice ?? '') && !Object.values(strings).includes('')

  const ask = (api: string, key: string, version: number, read: (answer: Answer) => string | undefined): void => {
    const listen = Reflect.get(window, api)
    if (!listen) return
    strings[key] = ''
    const answered = (answer: Answer): void => {
      const text = read(answer)
      if (text === undefined) return
      strings[key] = text === '' ? undefined : text
      changed()
    }
    attempt(() => listen('addEventListener', ...(version ? [version] : []), answered))
  }
  ask('__tcfapi', 'tcf', 2, ({ gdprApplies, eventStatus, tcString, purpose }) => {
    if (gdprApplies !== false && !/^(tcl|usera)/.test(eventStatus ?? '')) return undefined
    tcfStorage = gdprApplies === false || purpose?.consents?.[1] === true
    return gdprApplies === false ? '' : tcString
  })
  ask('__gpp', 'gpp', 0, ({ pingData }) => (pingData?.signalStatus === 'ready' ? pingData.gppString : undefined))

  return {
    open,
    mayStore: () => open() && tcfStorage && !DENIES_STORAGE.test(JSON.stringify(given)),
    isRevoked: () => choice === 'revoked',
    choose(now, said) {
      choice = now
      given = said
      attempt(() => (now === 'revoked' ? stored()?.setItem(REVOKED, now) : now === 'granted' && stored()?.removeItem(REVOKED)))
    },
    says() {
      if (choice === 'revoked') return { ...granted(false, false), gpc: gpc() }
      const unsaid = choice === 'granted' && !(strings['tcf'] ?? strings['gpp']) && granted(true)
      return { ...Object(given ?? unsaid), ...strings, gpc: gpc() }
    },
  }
}

/** What the interfaces of IAB TCF 2 and GPP 1.1 tell their listeners, as far as it is read. */
interface Answer {
  gdprApplies?: boolean
  eventStatus?: string
  tcString?: string
  purpose?: { consents?: Record<number, boolean> }
  pingData?: { signalStatus?: string; gppString?: string }
}
