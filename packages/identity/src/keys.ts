import { withPlainDigits } from './text.ts'

/**
 * What a key says of its value, in the words that shops use: `customer_ip_address`, `billingPhone`,
 * `x-forwarded-for`. Keys are taken apart into words first, so that any spelling of them is read
 * alike.
 */
export type KeyKind =
  /** An address of a machine: never kept. */
  | 'ip'
  | 'email'
  | 'phone'
  /** A person's name, a street, a card ...: hidden. */
  | 'private'
  /** Names one of the sender's things: must stay distinct. */
  | 'id'
  /** Four numbers under it are a version. */
  | 'version'

const KNOWN_MAX = 4_096
/** Longer ones are no names. */
const KEY_MAX = 100

/**
 * A judgement about keys, made once for each. Keys come from outside: only so many are remembered,
 * and no long ones.
 */
function remembered<T extends string | boolean>(judge: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    if (key.length > KEY_MAX) return judge(key)
    const before = known.get(key)
    if (before !== undefined) return before
    if (known.size >= KNOWN_MAX) known.clear()
    const now = judge(key)
    known.set(key, now)
    return now
  }
}

const kindByWords = remembered((key) => (key.length > KEY_MAX ? 'none' : judge(wordsOf(key))))

/** @returns undefined when the key says nothing. */
export function kindOfKey(key: string): KeyKind | undefined {
  const kind = kindByWords(key)
  return kind === 'none' ? undefined : kind
}

/** `billingPhone2`, `billing_phone_2` and `Billing Phone 2` are `billing phone`. */
export function wordsOf(key: string): string {
  return key
    .replace(/%20|[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replace(/\be mail/g, 'email')
    .replace(/\baddr(?:ess)? ?[1-4]\b/g, 'address line')
    .replace(/(\p{L}) ?\d+(?= |$)/gu, (all, letter: string) => (/^v ?[46]$/.test(all) ? all : letter))
    .trim()
}

const IP =
  /(?:^| )ips?(?: (?:v ?[46]|addr|address|addresses))*$|(?:^| )ipv[46](?: (?:addr|address))?$|(?:^| )ip(?:addr|address)(?:v[46])?$|(?:^| )(?:client|user|remote|browser|customer|visitor|source|src|real|host|my|sender|buyer|shopper|order|request|req|last|login|public|external|wan|peer|origin|device)ip(?:v[46])?(?: ?(?:addr|address))?$|(?:^| )remote ?(?:addr|address|host)$|(?:^| )(?:x )?forwarded(?: for)?$|forwardedfor$/
const EMAIL =
  /(?:^| )(?:e?mail|emails|user ?mail|e?mail ?(?:address|addresses|addr|adresse))(?: (?:hash|hashed|sha|md|plain|raw|lower))*$|(?:customer|billing|shipping|user|contact|buyer|order)e?mail$/
const PHONE =
  /(?:^| )(?:(?:tele|mobile|home|work|cell|billing|shipping|customer|user|contact)?phones?|telefon|telefono|telefone|téléphone|teléfono|telefoon|mobiltelefon|celular|móvil|cellulare|telefonnr|sms|ph|caller(?: id)?|телефон|電話|电话|手机|tel|mobile|mobil|cell|cellular|handy|msisdn|gsm|fax|telefax|whatsapp|viber|landline|rufnummer|handynummer|telefonnummer)(?: ?(?:number|numbers|no|nr|num|nummer))?(?: (?:hash|hashed|sha|md|plain|raw|country|e|formatted|international|national))*$|(?:^| )(?:phone|mobile|telephone|contact|whatsapp|sms|caller)(?: )?(?:number|no)$/
const PRIVATE =
  /(?:^| )(?:(?:first|last|full|given|family|middle|maiden|sur|sir|birth|f|l)[ ]?name|vorname|nachname|fullname|prénom|prenom|apellidos?|cognome|cardholder|card holder|name on card|recipient|addressee|consignee|(?:billing|shipping|delivery|customer|buyer|recipient|receiver|contact|cardholder|card holder|account holder|guest|shopper|addressee|consignee)[ ]?name|user ?name|stra(?:ß|ss)e|street|street (?:name|number|no|address|line)|streetaddress|house ?(?:number|no)|address ?line|addr ?line|(?:billing|shipping|delivery|postal|home|mailing|customer|recipient)[ ]?(?:address|addr|street)|(?:billing|shipping|delivery|customer|recipient)(?: address)? (?:zip|zip code|zipcode|postal code|postalcode|post code|postcode)|password|passwd|pwd|passcode|cvv|cvc|iban|ssn|social security number|card ?number|cc(?: ?(?:number|num|no))|credit ?card(?: number)?|(?:tax|vat|national|personal)(?: id| number| no)|passport(?: number| no)?)$/
const ID =
  /(?:^| )(?:ids?|sku|skus|code|codes|ref|reference|key|uuid|guid|gtin|ean|upc|isbn|mpn|asin|number|nr|no|token|handle|slug)$|(?:content|order|product|item|variant|user|customer|transaction|event|group|campaign)id$/
const VERSION_KEY =
  /(?:^| )(?:version|versions|ver|release|build|sdk|firmware|revision)(?: (?:number|name|code|string))?$|version$/

function judge(words: string): KeyKind | 'none' {
  if (IP.test(words)) return 'ip'
  if (EMAIL.test(words)) return 'email'
  if (PHONE.test(words)) return 'phone'
  if (PRIVATE.test(words)) return 'private'
  if (VERSION_KEY.test(words)) return 'version'
  return ID.test(words) ? 'id' : 'none'
}

/** Whose these are: a bare `name`, `address` or `zip` directly below such a key is a person's. */
const OWNER =
  /(?:^| )(?:traits|user|customer|buyer|shopper|billing|shipping|delivery|recipient|receiver|contact|person|profile|consignee|payer|cardholder|subscriber|member|guest|client|billing ?address|shipping ?address|delivery ?address|home ?address|postal ?address|addresses|address)$/
const NAME = /^(?:name|address|addr|zip|zip code|zipcode|postal code|postalcode|post code|postcode|company name|line)$/

const isOwner = remembered((key) => key.length <= KEY_MAX && OWNER.test(wordsOf(key)))

/** What a bare key is of a person: where somebody lives roughly is told apart from the rest. */
const ownOf = remembered((key): 'place' | 'private' | 'none' => {
  const words = wordsOf(key)
  if (!NAME.test(words)) return 'none'
  return /^(?:zip|post)/.test(words) ? 'place' : 'private'
})

/**
 * What a key says directly below another one: the name of a customer is private, that of a product
 * is not.
 */
export function kindBelow(parent: string, key: string): KeyKind | undefined {
  const kind = kindOfKey(key)
  if (kind !== undefined || !isOwner(parent)) return kind
  const own = ownOf(key)
  // Where somebody lives roughly is a trait that people are selected by; with a street it is an
  // address.
  if (own === 'none' || (own === 'place' && parent === 'traits')) return undefined
  return 'private'
}

const PHONE_FORM =
  /^[^\p{L}\p{N}]{0,6}(?:tel|phone|mobile|fax)?[^\p{L}\p{N}]{0,6}\d(?:[^\p{L}\p{N}]{0,4}\d){5,17}(?:[.,]0+)?(?:[^\p{L}\p{N}]{0,4}(?:ext|x)?[^\p{L}\p{N}]{0,4}\d{1,6})?[^\p{L}\p{N}]{0,4}$/iu

/**
 * Whether a value under such a key is hidden whatever it looks like. `mobile: "iPhone"` and `tel=1`
 * are no numbers.
 */
export function hidesWhole(kind: KeyKind, value: string): boolean {
  if (kind === 'phone')
    return PHONE_FORM.test(
      withPlainDigits(value)
        .replaceAll('%20', ' ')
        .replaceAll(/%2[bB]/g, '+')
        .replaceAll(/%2[89]/g, '-'),
    )
  return kind === 'ip' || kind === 'private' || kind === 'email'
}
