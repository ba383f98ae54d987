/**
 * Event names. TikTok renamed some standard events; both spellings keep arriving and mean one event
 * (TikTok help "Supported standard events"). Dedup, segments and reports use the canonical name.
 */

/** Old name -> the name used today. `PlaceAnOrder` and `ClickButton` are deprecated without a successor and keep their names. */
export const RENAMED: Readonly<Record<string, string>> = {
  CompletePayment: 'Purchase',
  SubmitForm: 'Lead',
}

/** The page view is spelled `Pageview` on the wire and `PageView` by some senders: the only name compared case-insensitively. */
export const PAGEVIEW = 'Pageview'

/** @returns today's name of an event; custom names pass through unchanged (names are case-sensitive). */
export function canonicalName(sent: string): string {
  if (Object.hasOwn(RENAMED, sent)) return RENAMED[sent] as string
  return sent.length === 8 && sent.toLowerCase() === 'pageview' ? PAGEVIEW : sent
}

/** What a report counts as a conversion unless told otherwise. */
export const DEFAULT_CONVERSIONS = ['Purchase', 'Lead', 'CompleteRegistration', 'Subscribe'] as const
