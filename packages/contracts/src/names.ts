import { distance } from 'fastest-levenshtein'

/**
 * Event names. TikTok renamed some standard events; both spellings keep arriving and mean one event
 * (TikTok help "Supported standard events"). Dedup, segments and reports use the canonical name.
 */

/**
 * Old name -> the name used today. `PlaceAnOrder` and `ClickButton` are deprecated without a
 * successor and keep their names.
 */
export const RENAMED: Readonly<Record<string, string>> = {
  CompletePayment: 'Purchase',
  SubmitForm: 'Lead',
}

/**
 * The page view is spelled `Pageview` on the wire and `PageView` by some senders: the only name
 * compared case-insensitively.
 */
export const PAGEVIEW = 'Pageview'

/**
 * @returns today's name of an event; custom names pass through unchanged (names are
 *   case-sensitive).
 */
export function canonicalName(sent: string): string {
  if (Object.hasOwn(RENAMED, sent)) return RENAMED[sent]!
  return sent.length === 8 && sent.toLowerCase() === 'pageview' ? PAGEVIEW : sent
}

/** TikTok's standard web events, by today's names (help "Supported standard events", Sep 2025). */
const WEB_EVENTS = [
  'AddPaymentInfo',
  'AddToCart',
  'AddToWishlist',
  'ApplicationApproval',
  'CompleteRegistration',
  'Contact',
  'CustomizeProduct',
  'Download',
  'FindLocation',
  'InitiateCheckout',
  'Lead',
  'Purchase',
  'Schedule',
  'Search',
  'StartTrial',
  'SubmitApplication',
  'Subscribe',
  'ViewContent',
  PAGEVIEW,
  'PlaceAnOrder',
  'ClickButton',
] as const

/** TikTok's app events, with their odd capitals. */
const APP_EVENTS = [
  'AchieveLevel',
  'Checkout',
  'CompleteTutorial',
  'CreateGroup',
  'CreateRole',
  'GenerateLead',
  'InAppADClick',
  'InAppADImpr',
  'InstallApp',
  'JoinGroup',
  'LaunchAPP',
  'LoanApplication',
  'LoanApproval',
  'LoanDisbursal',
  'Login',
  'Rate',
  'Registration',
  'SpendCredits',
  'UnlockAchievement',
] as const

/** Names that Weir itself gives a meaning to. */
const OWN_EVENTS = ['AdImpression', 'AdClick', 'AdEngagement', 'VideoView', 'Identify', 'Consent'] as const

/**
 * Every event name with a meaning of its own. Any other name is a custom event, which is as good.
 */
export const STANDARD_EVENTS: readonly string[] = [...WEB_EVENTS, ...APP_EVENTS, ...OWN_EVENTS]
const STANDARD = new Set<string>([...STANDARD_EVENTS, ...Object.keys(RENAMED)])
const BY_LETTERS = new Map([...STANDARD].map((name) => [lettersOf(name), canonicalName(name)]))

/**
 * The standard event that a name is probably meant to be: the same letters (`purchase`,
 * `add_to_cart`), or one or two letters off (`Purchse`). Short names must differ in one letter at
 * most.
 * @returns undefined for a standard name, and for one that is like none of them.
 */
export function standardNameMeant(name: string): string | undefined {
  if (STANDARD.has(name) || canonicalName(name) === PAGEVIEW || name.length > 64) return undefined
  const letters = lettersOf(name)
  const same = BY_LETTERS.get(letters)
  if (same !== undefined) return same
  const far = letters.length < 8 ? 1 : 2
  const near = [...BY_LETTERS].map(([known, standard]) => ({ standard, distance: distance(known, letters) }))
  const best = near.reduce((a, b) => (b.distance < a.distance ? b : a))
  return best.distance <= far ? best.standard : undefined
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '')
}

/** What a report counts as a conversion unless told otherwise. */
export const DEFAULT_CONVERSIONS = ['Purchase', 'Lead', 'CompleteRegistration', 'Subscribe'] as const
