/** Where something personal stands in a text: from, to (exclusive). */
export type TextSpan = [from: number, to: number]
export type Found = (from: number, to: number) => void

/**
 * What cannot be part of an address's name: blanks, and what separates it from its surroundings in
 * URLs, JSON and markup.
 */
const LOCAL_END = /[\s\p{Cc}@"<>()[\]{}=&?/:,;|\\]/u
const DOMAIN = /[\p{L}\p{N}\p{M}._-]{1,253}/uy
const LITERAL = /\[[0-9A-Fa-f:.]{2,60}\]/y
const IPV4_ONLY = /^\d{1,3}(?:\.\d{1,3}){3}$/
/** The last label says what it is: a top-level domain has letters, and is none of these. */
const TOP_LEVEL = /\.(?:xn--[a-z0-9-]{2,59}|[\p{L}\p{M}]{2,63})$/iu
/** Endings of files, no top-level domains: `logo@2x.png` is a picture, `ann@2x.com` a person. */
const FILE =
  /\.(?:png|psd|eps|jpe?g|jfif|gif|webp|svgz?|avif|apng|bmp|ico|tiff?|heic|pdf|docx?|xlsx?|pptx?|[cm]?js|jsx|tsx?|css|scss|json|xml|x?html?|php|aspx?|mp[34]|m4[av]|webm|ogg|wav|woff2?|ttf|otf|eot|csv|txt|gz|jar|map|wasm|vue)$/iu
const VERSION = /^v?\d+\.\d+\.\d+(?:-|$|\.(?:release|final|ga|snapshot|alpha|beta|build)$)/i
const LOCAL_MAX = 64

/**
 * E-mail addresses: `name@domain.tld`, names in quotes and domains in any script or as an address
 * of a machine included. Linear.
 */
export function findEmails(text: string, found: Found): void {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at)
    if (start === at) continue
    const end = domainEnd(text, at + 1)
    if (end > at + 1) found(start, end)
  }
}

function localStart(text: string, at: number): number {
  if (text[at - 1] === '"' || text[at - 1] === ')') return quotedStart(text, at - 1)
  let start = at
  while (start > 0 && at - start < LOCAL_MAX && !LOCAL_END.test(text[start - 1] ?? ' ')) start--
  return start
}

/** Of `"ada b"@`, `"ada\"b"@` and `ada(home)@`: where the name begins. */
function quotedStart(text: string, close: number): number {
  const open = text[close] === '"' ? '"' : '('
  for (let i = close - 1; i >= 0 && close - i <= LOCAL_MAX + 2; i--) {
    if (text[i] !== open) continue
    if (open === '(') return localStart(text, i)
    if (text[i - 1] !== '\\') return i
  }
  return close
}

function domainEnd(text: string, start: number): number {
  LITERAL.lastIndex = start
  if (text[start] === '[') return LITERAL.test(text) ? LITERAL.lastIndex : start
  DOMAIN.lastIndex = start
  const domain = (DOMAIN.exec(text)?.[0] ?? '').replace(/[._-]+$/, '')
  if (IPV4_ONLY.test(domain)) return start + domain.length
  return TOP_LEVEL.test(domain) && !FILE.test(domain) && !VERSION.test(domain) ? start + domain.length : start
}

const INTERNATIONAL = /(?<![\p{L}\p{N}+])\+[\s(]{0,2}[1-9](?:[\s()./+\u00b7\u2010-\u2015-]{0,3}\d){6,14}(?!\d)/gu

/** Numbers in international form: `+` at the start of a word, then 7 to 15 digits. */
export function findPhones(text: string, found: Found): void {
  for (const match of text.matchAll(INTERNATIONAL)) found(match.index, match.index + match[0].length)
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(String.raw`(?<![\w.-])${OCTET}(?:\.${OCTET}){3}(?![\w-]|\.\d)`, 'g')
const IPV6 = /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:])/g
/**
 * What says that four numbers are a version: a product and a slash, or a word. `Chrome/120.0.0.0`
 * stands in every user agent.
 */
const PRODUCT = /[A-Za-z][\w.+-]{0,40}\/$/
const VERSION_WORD =
  /(?:\bv|ver|version|release|build|firmware|sdk|app|os|chrome|safari|firefox|edge|opera|android|webkit)[\s:=_"'-]{0,3}$/i
const BEFORE = 48

/** Addresses of machines, v4 and v6. Version numbers of four parts stay. */
export function findMachines(text: string, found: Found): void {
  for (const match of text.matchAll(IPV4)) {
    if (!isVersion(text, match.index, match[0])) found(match.index, match.index + match[0].length)
  }
  if (!text.includes(':')) return
  for (const match of text.matchAll(IPV6)) {
    if (isAddress6(match[0])) found(match.index, match.index + match[0].length)
  }
}

function isVersion(text: string, at: number, numbers: string): boolean {
  if (numbers.endsWith('.0.0.0')) return true
  if (at === 0) return false
  const before = text.slice(Math.max(0, at - BEFORE), at)
  if (VERSION_WORD.test(before)) return true
  return PRODUCT.test(before) && !/:\/\/[^\s]*$/.test(text.slice(Math.max(0, at - 300), at))
}

/** Few of the texts that could be one are meant as one: `a::b` is a path, a time has two colons. */
function isAddress6(text: string): boolean {
  const colons = text.split(':').length - 1
  return hasGroups6(text) && /\d/.test(text) && (colons >= 4 || /^[0-9a-f]{3,4}:/i.test(text) || text.includes('.'))
}

/** Eight groups, an IPv4 address standing for two; one `::` stands for those that are missing. */
function hasGroups6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (groups.includes('')) return false
  const count = groups.length + (text.includes('.') ? 1 : 0)
  return halves.length === 2 ? count <= 7 : count === 8
}
