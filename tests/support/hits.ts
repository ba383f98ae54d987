import { denialsOf, withoutPerson } from '@weir/consent'
import { canonicalName, identifierDigest, PURPOSES } from '@weir/contracts'
import type { Bot, ConsentMark, ConsentStatement, EventBody, Hit, HitConsent, Identifier, Purpose } from '@weir/contracts'

/**
 * A hit in the few words that a test needs; everything else is said by {@link toHit}. Times are
 * Unix ms.
 */
export interface LooseHit {
  /** Names the person by external_id; undefined with no `ids` either: nobody is identified. */
  who?: string | undefined
  ids?: Identifier[]
  name?: string
  id?: string
  /** Event time; the receipt by default. */
  at?: number
  receivedAt?: number
  source?: string
  channel?: 'pixel' | 'server'
  /** What is said of single purposes, by a signal; the rest is granted by the source's basis. */
  said?: Partial<Record<Purpose, boolean>>
  consent?: HitConsent
  statement?: ConsentStatement
  bot?: Bot
  body?: EventBody
}

let made = 0

/**
 * The canonical hit as ingest would have written it.
 * @param now receipt, unless the hit says otherwise.
 */
export function toHit(loose: LooseHit, now: number): Hit {
  const received_at = loose.receivedAt ?? now
  const consent = loose.consent ?? consentOf(loose.said ?? {})
  const ids = loose.ids ?? (loose.who === undefined ? [] : [externalId(loose.who)])
  const mayStore = consent.storage.granted
  const refuses = !mayStore && denialsOf(consent) !== undefined && ids.length > 0
  return {
    source: loose.source ?? 'shop',
    channel: loose.channel ?? 'server',
    name: canonicalName(loose.name ?? 'Purchase'),
    event_id: loose.id ?? `made-${made++}`,
    id_from: loose.id === undefined ? 'weir' : 'sender',
    event_time: loose.at ?? received_at,
    received_at,
    ids: mayStore ? ids : [],
    ...(refuses ? { id_digests: ids.map(identifierDigest) } : {}),
    consent,
    ...(loose.statement ? { statement: loose.statement } : {}),
    ...(loose.bot ? { bot: loose.bot } : {}),
    body: mayStore ? (loose.body ?? {}) : withoutPerson(loose.body ?? {}),
  }
}

export function externalId(who: string): Identifier {
  return { type: 'external_id', value: who }
}

function consentOf(said: Partial<Record<Purpose, boolean>>): HitConsent {
  const mark = (purpose: Purpose): ConsentMark => ({
    granted: said[purpose] ?? true,
    by: said[purpose] === undefined ? 'basis' : 'signal',
  })
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, mark(purpose)])) as HitConsent
}
