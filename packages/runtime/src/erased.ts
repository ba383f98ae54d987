// Held by tests/simulation/erasure.sim.test.ts

import { ID_TYPES, identifierDigest, openDigests, sealDigests } from '@weir/contracts'
import type { EraseReceipt, EventHit, Hit, Identifier, PersonEvent } from '@weir/contracts'
import type { ConfigView } from './config-view.ts'
import { sharedSecret } from './secret.ts'

/** The secret under which digests of erased people are enciphered. */
export const ERASURE_SECRET = 'erasure'

/**
 * Who was erased, and up to when: what keeps everybody from being brought back by a replay, a
 * backup or a late hit. In memory the digests are open, so that a look-up costs no cipher; where
 * they are kept they are enciphered.
 */
export interface Erased {
  /** Whether anybody ever was. */
  some(): boolean
  /**
   * Up to when what is known of the person or identifier of this digest is erased, Unix ms;
   * -Infinity where it is not.
   */
  until(digest: string): number
  /**
   * The same of a person to whom an event was sent on; -Infinity for an id of before a split, which
   * others had as well: of what was counted under that the identifiers decide.
   */
  untilSentOn(person: string): number
  /**
   * Whether a row of the person is erased: it came of the record at this place of `weir.events`, or
   * of an earlier one of the same partition than the one that erased them.
   */
  covers(person: string, partition: number, offset: number): boolean
  /**
   * Whether the person is erased: under their own id, which a newer person may have; or, as long as
   * the state does not show it, under an id or identifier that they turned out to have.
   */
  isGone(person: { id: string; born: number; absorbed: readonly { id: string }[] }): boolean
  /** A hit without what is erased; undefined when nothing of it may be taken. */
  strip<T extends EventHit | Hit>(hit: T): T | undefined
  /**
   * The same of an event that the fold reads at this place: only what comes behind the record that
   * erased its person is late. What comes before it is folded, and erased by it, as it was the
   * first time: so the fold stays a function of its log.
   */
  stripLate(event: PersonEvent, partition: number, offset: number): PersonEvent | undefined
  /**
   * Notes an erasure that the control plane may not show yet: by the record at this place.
   * @param digests open.
   */
  note(digests: readonly string[], erase: Pick<EraseReceipt, 'batch' | 'at' | 'partition' | 'off'>): void
  /** Notes ids of persons of before splits, which the control plane may not show yet. */
  noteShared(persons: readonly string[]): void
  /** Whether there is a key to encipher with: reporting makes it when it starts. */
  canSeal(): boolean
  seal(digests: readonly string[]): string[]
  open(sealed: readonly string[]): string[]
}

interface Entry {
  until: number
  /** The batches that erase them. */
  batches: Set<string> | undefined
}

/** Makes the deployment's erasure key, unless there is one. */
export async function ensureErasureKey(config: ConfigView): Promise<void> {
  await sharedSecret(config, ERASURE_SECRET)
}

/** Follows the control plane. */
export function createErased(config: Pick<ConfigView, 'erasures' | 'eraseReceipts' | 'erasuresVersion' | 'secret'>): Erased {
  const entries = new Map<string, Entry>()
  /** By batch and partition of `weir.events`, the offset of the record that erased them. */
  const cuts = new Map<string, Map<number, number>>()
  /** Ids of before splits, of persons whom others were as well. */
  const shared = new Set<string>()
  /** Records that are taken in: each once, for a change is another object. */
  const taken = new WeakSet<object>()
  let version = -1

  const mustKey = (): Uint8Array => {
    const key = config.secret(ERASURE_SECRET)
    if (!key) throw new Error('this deployment has no erasure key yet: a start of reporting makes it')
    return key
  }
  const add = (digests: readonly string[], until: number, batch?: string): void => {
    for (const digest of digests) {
      let entry = entries.get(digest)
      if (!entry) entries.set(digest, (entry = { until, batches: undefined }))
      entry.until = Math.max(entry.until, until)
      if (batch !== undefined) (entry.batches ??= new Set()).add(batch)
    }
  }
  const isNew = (record: object): boolean => !taken.has(record) && taken.add(record) !== undefined
  const current = (): Map<string, Entry> => {
    if (config.erasuresVersion() === version) return entries
    version = config.erasuresVersion()
    for (const request of config.erasures().values()) {
      const { who, requested_at, at = requested_at, batch } = request
      if (!isNew(request)) continue
      add(openDigests(mustKey(), who), at, batch)
      share(request)
    }
    for (const receipt of config.eraseReceipts().values()) {
      if (!isNew(receipt)) continue
      const { more, next, at } = receipt
      cut(receipt)
      share(receipt)
      if (more) add(openDigests(mustKey(), more), at, next)
    }
    return entries
  }
  const share = ({ shared: sealed }: { shared?: readonly string[] }): void => {
    if (sealed) for (const digest of openDigests(mustKey(), sealed)) shared.add(digest)
  }
  const cut = ({ batch, partition, off }: Pick<EraseReceipt, 'batch' | 'partition' | 'off'>): void => {
    const known = cuts.get(batch) ?? new Map<number, number>()
    cuts.set(batch, known.set(partition, Math.max(off, known.get(partition) ?? -1)))
  }
  const isCut = ({ batches }: Entry): boolean => batches !== undefined && [...batches].some((batch) => cuts.has(batch))
  const until = (digest: string): number => current().get(digest)?.until ?? -Infinity

  return {
    some: () => current().size > 0,
    until,
    untilSentOn: (person) => (until(person) === -Infinity || shared.has(person) ? -Infinity : until(person)),
    covers(person, partition, offset) {
      const { batches = [] } = current().get(person) ?? {}
      for (const batch of batches) if (offset <= (cuts.get(batch)?.get(partition) ?? -1)) return true
      return false
    },
    isGone({ id, born, absorbed }) {
      const known = current()
      if (known.size === 0) return false
      const reaches = (digest: string, isPending: boolean): boolean => {
        const entry = known.get(digest)
        return entry !== undefined && born <= entry.until && (!isPending || !isCut(entry))
      }
      return reaches(id, false) || absorbed.some((one) => reaches(one.id, true))
    },
    strip: (hit) => (current().size === 0 ? hit : without(hit, (digest) => until(digest))),
    stripLate(event, partition, offset) {
      if (current().size === 0) return event
      const reach = (digest: string): number => {
        const entry = current().get(digest)
        const batches = [...(entry?.batches ?? [])]
        return entry && batches.some((batch) => offset > (cuts.get(batch)?.get(partition) ?? Infinity)) ? entry.until : -Infinity
      }
      const { person, via = person } = event
      const at = toldAt(event.hit)
      const isShared = via !== person && shared.has(person)
      if (at <= reach(via) || (!isShared && at <= reach(person))) return undefined
      const hit = without(event.hit, reach)
      return hit === event.hit ? event : hit && { ...event, hit }
    },
    note(digests, erase) {
      current()
      add(digests, erase.at, erase.batch)
      cut(erase)
    },
    noteShared: (persons) => persons.forEach((person) => shared.add(person)),
    canSeal: () => config.secret(ERASURE_SECRET) !== undefined,
    seal: (digests) => sealDigests(mustKey(), digests),
    open: (sealed) => openDigests(mustKey(), sealed),
  }
}

/**
 * When a hit says that it was: what was done before an erasure stays erased, however late it comes,
 * and what was received before it, whenever it says it was done. Scores have no receipt.
 */
export function toldAt({ event_time, received_at }: Pick<Hit, 'event_time' | 'received_at'>): number {
  return received_at === 0 ? event_time : Math.min(event_time, received_at)
}

/** @param reach up to when something is erased, Unix ms. */
function without<T extends EventHit | Hit>(hit: T, reach: (digest: string) => number): T | undefined {
  const at = toldAt(hit)
  const isGone = (digest: string): boolean => at <= reach(digest)
  const { ids, id_digests: digests = [] } = hit
  const strongest = strongestOf(ids)
  if (strongest && isGone(identifierDigest(strongest))) return undefined
  const left = ids.filter((id) => !isGone(identifierDigest(id)))
  const leftDigests = digests.filter((digest) => !isGone(digest))
  if (left.length === ids.length && leftDigests.length === digests.length) return hit
  const { id_digests: _, ...rest } = hit
  // oxlint-disable-next-line no-unsafe-type-assertion -- the same hit, with fewer identifiers
  return { ...rest, ids: left, ...(leftDigests.length > 0 ? { id_digests: leftDigests } : {}) } as T
}

/** The first of the strongest type: the one that would name the person. */
function strongestOf(ids: readonly Identifier[]): Identifier | undefined {
  let best = ids[0]
  for (const id of ids) if (best && ID_TYPES.indexOf(id.type) < ID_TYPES.indexOf(best.type)) best = id
  return best
}

/** Where nobody is ever erased. */
export const NOBODY_ERASED: Erased = {
  some: () => false,
  until: () => -Infinity,
  untilSentOn: () => -Infinity,
  covers: () => false,
  isGone: () => false,
  strip: (hit) => hit,
  stripLate: (event) => event,
  note: () => undefined,
  noteShared: () => undefined,
  canSeal: () => false,
  seal: () => [],
  open: () => [],
}
