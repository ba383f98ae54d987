import { PURPOSES, isObject, recordOf } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import { z } from 'zod'
import { addStrings, isReadable, stringKeyOf } from './consent-strings-said.ts'
import { Flag, flagOf } from './fields.ts'
import type { ConsentPlace, SaidAboutConsent } from './parsed-event.ts'

/**
 * What a hit says of consent, in the forms that are understood: `{ purposes: { storage: true, ... }
 * }`, IAB strings (`{ tcf: "CP..." }`), Google's consent-mode fields (`{ ad_storage: "denied" }`,
 * also below `google`), Shopify's booleans, and `{ gpc: true }`. Anything else is unread: it may be
 * a refusal, so nothing of it counts as a grant.
 */

const Purposes = z.strictObject(recordOf(PURPOSES, () => Flag))

const EXPECTED = 'Not a valid object: give { "purposes": { "storage": true, ... } } or { "ad_storage": "granted", ... }.'

/**
 * From a sender with a key, who is told: our own form must be right, for a misspelt purpose may
 * have been a denial. What is no object at all is refused as well.
 */
export const Consent = z
  .unknown()
  .optional()
  .superRefine((value, ctx) => {
    if (isNothing(value)) return
    if (!isObject(value)) {
      ctx.addIssue({ code: 'custom', message: EXPECTED })
      return
    }
    if (isNothing(value['purposes'])) return
    for (const issue of Purposes.safeParse(value['purposes']).error?.issues ?? []) {
      const path = ['purposes', ...issue.path, ...('keys' in issue ? issue.keys.slice(0, 1) : [])]
      ctx.addIssue({ code: 'custom', message: issue.message, path })
    }
  })

/** The hit is from a page, which does not read answers: its denial must not be lost. */
export const PixelConsent = z.unknown().optional()

/** `limited_data_use` as it is read: `unread` is no boolean in any form. */
export type LimitedDataUse = boolean | 'unread' | undefined

/** From a page, as {@link PixelConsent}. */
export const PixelLimitedDataUse = z
  .unknown()
  .optional()
  .transform((value): LimitedDataUse => (isNothing(value) ? undefined : (flagOf(value) ?? 'unread')))

/**
 * What the consent objects of a hit and its limited-data-use flags say together. A hit may carry
 * several (its own, its context's, its batch's): each is a place of its own.
 */
export function saidAboutConsent(consents: readonly unknown[], limitedDataUse: readonly LimitedDataUse[]): SaidAboutConsent {
  const all: SaidAboutConsent = { stated: [], limitedDataUse: limitedDataUse.includes(true) }
  if (limitedDataUse.includes('unread')) all.unread = true
  if (all.limitedDataUse || all.unread) noteSent({ limited_data_use: all.limitedDataUse ? true : 'unread' }, all)
  for (const consent of consents) if (!isNothing(consent)) addConsent(consent, all)
  return all
}

/** Adds what one consent object says, as a place of its own. */
export function addConsent(consent: unknown, all: SaidAboutConsent): void {
  noteSent(consent, all)
  if (!isObject(consent)) {
    all.unread = true
    return
  }
  const said = Object.entries(consent).filter(([, value]) => !isNothing(value))
  const strings = said.flatMap(([key, value]) => {
    const kind = stringKeyOf(key)
    return kind === undefined ? [] : [[kind, value] as const satisfies [unknown, unknown]]
  })
  if (strings.some(([kind, value]) => !isReadable(kind, value))) all.unread = true
  const here: ConsentPlace = {}
  all.stated.push(here)
  addStrings(strings, here, all)
  for (const [key, value] of said) {
    if (stringKeyOf(key) !== undefined) continue
    if (key === 'purposes') readEach(value, all, (purpose, given) => noted(here, 'purposes', purpose, flagOf(given)))
    else if (key === 'google') readEach(value, all, (field, given) => readGoogle(field, given, here))
    else if (key === 'gpc') addGpc(value, all)
    else if (!readGoogle(key, value, here) && !readShopify(key, value, here)) all.unread = true
  }
}

/** Keeps what was sent, for the proof. */
export function noteSent(sent: unknown, all: SaidAboutConsent): void {
  ;(all.sent ??= []).push(sent)
}

/** @param read returns false for what it does not understand. */
function readEach(value: unknown, all: SaidAboutConsent, read: (key: string, value: unknown) => boolean): void {
  if (!isObject(value)) all.unread = true
  else for (const [key, given] of Object.entries(value)) if (!isNothing(given) && !read(key, given)) all.unread = true
}

/** Google's fields that speak of what we ask for, and those that do not. */
const GOOGLE: ReadonlyMap<string, Purpose | undefined> = new Map<string, Purpose | undefined>([
  ['ad_storage', 'storage'],
  ['ad_user_data', 'profiling'],
  ['ad_personalization', 'personalised_ads'],
  ['analytics_storage', 'measurement'],
  ['functionality_storage', undefined],
  ['personalization_storage', undefined],
  ['security_storage', undefined],
])
const GOOGLE_VALUES: ReadonlyMap<unknown, boolean> = new Map([
  ['granted', true],
  ['denied', false],
])

function readGoogle(field: string, value: unknown, here: ConsentPlace): boolean {
  const granted = GOOGLE_VALUES.get(typeof value === 'string' ? value.trim().toLowerCase() : value)
  if (!GOOGLE.has(field) || granted === undefined) return false
  const purpose = GOOGLE.get(field)
  return purpose === undefined || noted(here, 'google', purpose, granted)
}

const MARKETING: readonly Purpose[] = ['storage', 'profiling', 'personalised_ads']
/**
 * What each of Shopify's booleans is about, by its names in the Customer Privacy API and in its
 * event.
 */
const SHOPIFY: ReadonlyMap<string, readonly Purpose[]> = new Map<string, readonly Purpose[]>([
  ['marketingAllowed', MARKETING],
  ['analyticsProcessingAllowed', ['measurement']],
  ['analyticsAllowed', ['measurement']],
  ['preferencesProcessingAllowed', []],
  ['preferencesAllowed', []],
  ['saleOfDataAllowed', ['profiling', 'personalised_ads']],
])

function readShopify(field: string, value: unknown, here: ConsentPlace): boolean {
  const purposes = SHOPIFY.get(field)
  const allowed = flagOf(value)
  if (purposes === undefined || allowed === undefined) return false
  // Who has not opted out of the sale of data has not agreed to it.
  if (field === 'saleOfDataAllowed' && allowed) return true
  return purposes.every((purpose) => noted(here, 'platform', purpose, allowed))
}

/** Adds what a flag of Global Privacy Control says. */
export function addGpc(value: unknown, all: SaidAboutConsent): void {
  const gpc = flagOf(value)
  if (gpc === undefined) all.unread = true
  else if (gpc) all.gpc = true
}

function noted(
  here: ConsentPlace,
  form: 'purposes' | 'google' | 'platform',
  purpose: string,
  granted: boolean | undefined,
): boolean {
  const named = PURPOSES.find((one) => one === purpose)
  if (granted === undefined || named === undefined) return false
  const known = (here[form] ??= {})
  known[named] = granted && known[named] !== false
  return true
}

/** Says nothing: absent, null, `""`, and an empty object (which PHP writes as `[]`). */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
