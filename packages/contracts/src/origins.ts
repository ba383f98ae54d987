/**
 * Origins as browsers and apps state them: `https://shop.example`, `capacitor://localhost`,
 * `file://`, `null`. Compared as serialised text (scheme, host, port): `URL.origin` is "null" for
 * every scheme but the web's own, which would make all apps the same.
 */

const PARTS = /^([a-z][a-z\d+.-]*):\/\/([^/?#\\\s]*)((?:[/?#].*)?)$/is
const WILDCARD = '*.'

interface Parts {
  scheme: string
  /** With a port that is not the default one; '' in `file://`. */
  host: string
  /** Path, query and fragment. */
  rest: string
}

function partsOf(text: string): Parts | undefined {
  const [, scheme, authority, rest] = PARTS.exec(text.trim()) ?? []
  if (scheme === undefined || authority === undefined || rest === undefined || authority.includes('@')) return undefined
  const host = hostOf(scheme.toLowerCase(), authority)
  return host === undefined ? undefined : { scheme: scheme.toLowerCase(), host, rest }
}

/**
 * The web's own schemes have names in lower-case ASCII and default ports; hosts of others are
 * whatever the app says.
 */
function hostOf(scheme: string, authority: string): string | undefined {
  if (scheme !== 'http' && scheme !== 'https') return authority.toLowerCase()
  const url = `${scheme}://${authority}`
  return URL.canParse(url) ? new URL(url).host : undefined
}

/** The origin of a URL, or an origin itself, serialised. @returns undefined when it is neither. */
export function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  if (url.trim().toLowerCase() === 'null') return 'null'
  const parts = partsOf(url)
  return parts && `${parts.scheme}://${parts.host}`
}

/**
 * Whether an origin is one of the allowed ones: the same, or below the host of a wildcard
 * (`https://*.shop.example` allows one label or more in place of the star, and not
 * `https://shop.example` itself). A literal `null` allows pages without an origin.
 * @param origin serialised, see originOf.
 */
export function originAllowedBy(allowed: string, origin: string): boolean {
  const rule = originOf(allowed)
  if (rule === undefined) return false
  const [scheme, host] = rule.split('://', 2)
  if (host === undefined || !host.startsWith(WILDCARD)) return rule === origin
  const [itsScheme, itsHost = ''] = origin.split('://', 2)
  return scheme === itsScheme && itsHost.endsWith(host.slice(1)) && itsHost.length >= host.length
}

/** An entry of `allowed_origins` in its serialised form, or what is wrong with it. */
export function readAllowedOrigin(given: string): { origin: string } | { message: string } {
  const text = given.trim()
  if (text.toLowerCase() === 'null') return { origin: 'null' }
  if (text === '*') return { message: 'Leave the list out to take hits from all origins.' }
  const parts = partsOf(text)
  if (!parts) return { message: 'Not a valid origin: give scheme and host, such as "https://shop.example".' }
  if (parts.rest !== '' && parts.rest !== '/')
    return { message: `An origin has no path: give "${parts.scheme}://${parts.host}".` }
  if (parts.host === '' && parts.scheme !== 'file') return { message: 'An origin has a host, such as "https://shop.example".' }
  if (parts.host.includes('*') && !isWildcard(parts))
    return { message: 'A wildcard stands for the first labels of a host: "https://*.shop.example".' }
  return { origin: `${parts.scheme}://${parts.host}` }
}

/** At least two labels follow the star: no sender owns a whole top-level domain. */
function isWildcard({ host }: Parts): boolean {
  return host.startsWith(WILDCARD) && /^[^.*]+(\.[^.*]+)+$/.test(host.slice(WILDCARD.length))
}
