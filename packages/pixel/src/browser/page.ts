/**
 * What the script takes from the browser. Cookies and storage may be forbidden, by the visitor or
 * by a sandbox; then they are simply empty.
 */

/** Unix ms. */
export const now = (): number => Date.now()

/** 27 letters and digits, the shape of TikTok's `_ttp`. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(27)), (byte) => (byte % 36).toString(36)).join('')
}

/** @returns undefined also where there is nothing to read from. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    // Forbidden, full, or a fault of the page's: the page must not notice.
    return undefined
  }
}

export function cookie(name: string): string | undefined {
  return attempt(() => document.cookie.match(`(?:^|; )${name}=([^;]+)`)?.[1])
}

/**
 * Sets a cookie for the widest domain that the browser allows, so that `www.` and `shop.` are one
 * visitor. @param seconds 0 removes it everywhere.
 */
export function setCookie(name: string, value: string, seconds: number): void {
  const parts = location.hostname.split('.')
  const secure = location.protocol === 'https:' ? ';secure' : ''
  for (const domain of [...parts.map((_, at) => `;domain=${parts.slice(-1 - at).join('.')}`), '']) {
    attempt(() => (document.cookie = `${name}=${value};path=/;max-age=${seconds};samesite=lax${secure}${domain}`))
    if (seconds > 0 && cookie(name) === value) return
  }
}

/** Undefined where storage is forbidden altogether. */
export const stored = attempt(() => localStorage)
