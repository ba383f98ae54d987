import type { Contacts } from '../core/contacts.ts'
import { cookie, randomId, setCookie } from './page.ts'

/** TikTok's own names, so that its script, server tags and ours agree on who somebody is. */
const VISITOR = '_ttp'
const CLICK = 'ttclid'
/** 13 months from the last use, as TikTok says of its own. */
const VISITOR_S = 34_190_000
const CLICK_S = 30 * 86_400

/**
 * The visitor's cookie id, and the click that led here: in the page's address, the referrer's, or
 * remembered. @param mint whether both may be kept on the device; without it only what is there is
 *   read.
 */
export function visitor(mint: boolean): Contacts {
  const landed = clickIn(location.href) ?? clickIn(document.referrer)
  if (mint) {
    setCookie(VISITOR, cookie(VISITOR) ?? randomId(), VISITOR_S)
    if (landed) setCookie(CLICK, landed, CLICK_S)
  }
  return { ttp: cookie(VISITOR), ttclid: landed ?? cookie(CLICK) }
}

export function forgetVisitor(): void {
  for (const name of [VISITOR, CLICK]) setCookie(name, '', 0)
}

/** Of the characters that TikTok's have, which a cookie can hold as they are. */
const clickIn = (url: string): string | undefined => url.match(`[?&]${CLICK}=([\\w.-]+)(?:[&#]|$)`)?.[1]
