import { PURPOSES } from '@weir/contracts'
import type { EventBody, SaidConsent } from '@weir/contracts'

/**
 * What somebody refused, without anything else that the hit says of consent; undefined when nobody
 * refused anything.
 */
export function denialsOf(consent: SaidConsent): SaidConsent | undefined {
  const denials: SaidConsent = {}
  for (const purpose of PURPOSES) {
    const mark = consent[purpose]
    if (mark && mark.by === 'signal' && !mark.granted) denials[purpose] = mark
  }
  return Object.keys(denials).length > 0 ? denials : undefined
}

/**
 * A body without what describes a person: no user, no traits, no query of a URL (it may hold a
 * click id).
 */
export function withoutPerson({ user: _user, traits: _traits, ...body }: EventBody): EventBody {
  if (body.page) body.page = withoutQueries(body.page)
  return body
}

function withoutQueries(page: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(page).map(([key, value]) => [key, typeof value === 'string' ? value.replace(/[?#].*$/s, '') : value]),
  )
}
