import { sha256 } from './sha256.ts'

/**
 * What `ttq.identify` is given, as it may leave the browser: the same SHA-256 that ingest would
 * make of the plain value (packages/identity), or nothing.
 */

const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const ENDS = /^[\s\p{Cc}\u2800]+|[\s\p{Cc}\u2800]+$/gu
const HEX = /^[\da-f]{64}$/i
const SEPARATORS = /[\s()[\]./\-‐-―'"]/g

/** @param canonical gives undefined for what is nobody's. */
function digest(value: Loose, canonical: (text: string) => string | undefined): string | undefined {
  const text = String(value ?? '')
    .replace(UNSEEN, '')
    .replace(ENDS, '')
  if (HEX.test(text)) return text.toLowerCase()
  const known = text && canonical(text)
  return known ? sha256(known) : undefined
}

const email = (text: string): string | undefined => (text.includes('@') ? text.toLowerCase() : undefined)

/** One digit in all places is what a form is filled with by people who have no number to give. */
function phone(text: string): string | undefined {
  const number = text.normalize('NFKC').replace('(0)', '').replace(SEPARATORS, '')
  return /^\+?(\d)(?!\1*$)\d{4,}$/.test(number) ? number : undefined
}

/** The part of `context.user` that identify states. */
export interface Contacts {
  email?: string | undefined
  phone_number?: string | undefined
  external_id?: string | undefined
  ttp?: string | undefined
  ttclid?: string | undefined
}

/** What pages should give; whatever else they do becomes a text. */
type Loose = string | number | null | undefined

/** Plain values never come out: what has no form of its kind is left out. */
export function contactsOf(given: Readonly<Record<string, Loose>>): Contacts {
  const found: Contacts = {
    email: digest(given['email'] ?? given['sha256_email'], email),
    phone_number: digest(given['phone_number'] ?? given['phone'] ?? given['sha256_phone_number'], phone),
    external_id: digest(given['external_id'], (text) => text),
    ttp: cookieId(given['ttp']),
    ttclid: cookieId(given['ttclid']),
  }
  // Without what is undefined, which would hide what was identified before.
  return JSON.parse(JSON.stringify(found))
}

/** As given, but for somebody's address. */
const cookieId = (value: Loose): string | undefined => (/^[^@]+$/.test(String(value ?? '')) ? String(value) : undefined)
