import type { WireHit } from '../core/hit.ts'
import { attempt, now, stored } from './page.ts'

/**
 * Hits until ingest has answered. `fetch` with keepalive goes first, because its answer can be read
 * (a beacon that an ad blocker swallowed looks like one that arrived); what still waits when the
 * page goes away leaves as a beacon. What was not confirmed is sent again, from the next page if
 * need be: the event id makes it count once.
 */
export interface Outbox {
  /** @param keep on the device until it is confirmed. */
  put(hit: WireHit, keep: boolean): void
  /** Forgets all that waits. */
  drop(): void
}

const PREFIX = '_weir.'
/** More than this, and the oldest are given up. */
const HITS_MAX = 50
/** Copies count once within 48 h of the first receipt; what may have arrived must not be older. */
const AGE_MAX_MS = 47 * 3_600_000
/** What browsers take with keepalive, for all of a page together. */
const KEEPALIVE_MAX = 60_000
/** Where it is not, what is under way leaves once more as a beacon. */
const SURVIVES = 'keepalive' in Request.prototype
const RETRY_MS = 1_000
const RETRY_MAX_MS = 60_000

export function openOutbox(url: string): Outbox {
  const waiting = new Map<string, WireHit>(leftovers())
  const sending = new Set<string>()
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const forget = (id: string): void => {
    failures = 0
    waiting.delete(id)
    stored?.removeItem(PREFIX + id)
  }
  const later = (): void => {
    timer ??= setTimeout(flush, Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** failures++))
  }
  const send = (id: string, hit: WireHit): void => {
    if (sending.has(id)) return
    sending.add(id)
    const body = bodyOf(hit)
    const keepalive = body.length < KEEPALIVE_MAX
    fetch(url, { method: 'POST', body, keepalive, credentials: 'omit' })
      .then(({ status }) => {
        // What ingest refuses today it refuses tomorrow.
        if (status === 429 || status >= 500) later()
        else forget(id)
      }, later)
      .finally(() => sending.delete(id))
  }
  function flush(): void {
    timer = undefined
    for (const [id, hit] of waiting) send(id, hit)
  }
  const leave = (): void => {
    if (!document.hidden) return
    for (const [id, hit] of waiting) if (!SURVIVES || !sending.has(id)) attempt(() => navigator.sendBeacon(url, bodyOf(hit)))
  }
  addEventListener('online', flush)
  addEventListener('visibilitychange', leave)
  flush()

  return {
    put(hit, keep) {
      const id = hit.message_id
      waiting.set(id, hit)
      for (const old of waiting.keys()) {
        if (waiting.size <= HITS_MAX) break
        forget(old)
      }
      if (keep) attempt(() => stored?.setItem(PREFIX + id, JSON.stringify(hit)))
      send(id, hit)
    },
    drop() {
      for (const id of waiting.keys()) forget(id)
    },
  }
}

/** With the time at which it is sent, by which ingest sets a fast clock right. */
function bodyOf(hit: WireHit): string {
  return JSON.stringify({ ...hit, sent_at: new Date(now()).toISOString() })
}

/** Hits of earlier pages, the oldest first. */
function leftovers(): [string, WireHit][] {
  const found: [string, WireHit][] = []
  // The keys begin with the time of their hits.
  for (const key of Object.keys(stored ?? {}).sort()) {
    if (!key.startsWith(PREFIX)) continue
    const hit = attempt((): WireHit => JSON.parse(stored?.getItem(key) ?? ''))
    if (hit && now() - Date.parse(hit.timestamp) < AGE_MAX_MS) found.push([hit.message_id, hit])
    else stored?.removeItem(key)
  }
  return found.slice(-HITS_MAX)
}
