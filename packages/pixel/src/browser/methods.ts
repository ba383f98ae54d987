/** `ttq` before its script is there: an array of the calls, with functions that add to it. */
export interface Queue extends Array<unknown> {
  [property: string]: unknown
}

/** What does something; the others of the snippet's list (`debug`, `group` ...) do nothing. */
export const METHODS = 'page track identify ready enableCookie disableCookie holdConsent revokeConsent grantConsent'.split(' ')

/** Puts a function on an array for each method. */
export function install(on: Queue, act: (method: string, args: unknown[]) => unknown): Queue {
  for (const method of [...METHODS, ...Object(on['methods'] ?? [])]) on[method] = (...args: unknown[]) => act(method, args)
  return on
}

export const emptyQueue = (): Queue => Object.assign([])
