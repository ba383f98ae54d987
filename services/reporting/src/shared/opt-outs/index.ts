import { decodeDenials, mergeListEntries } from '@weir/consent'
import type { DenialScope, Denials, Denied } from '@weir/consent'
import { NO_SUPPRESSION, OPT_OUTS_PARTITION, OutageError, TOPICS, WeirError, keysOf } from '@weir/contracts'
import type { Suppression } from '@weir/contracts'
import type { ConfigView, Erased } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import { createTail } from './tail.ts'
import type { Beyond, OptOutLog } from './tail.ts'

export type Answer = ReadonlyMap<string, Denials>

/**
 * Opt-outs by identifier, as of now: an answer includes everything that was acknowledged before the
 * call.
 */
export interface OptOutReader {
  /**
   * How long after a look-up its result may be sent, ms (see OPT_OUT_FRESH_MS). No limit where
   * services share a process: opt-outs are answered there without a wait, too.
   */
  readonly freshMs?: number
  /**
   * What these identifiers (identifierDigest) have been denied; those that were never denied
   * anything are not in it.
   * @param earlier an answer about the same identifiers, which comes back as it is when it still
   *   says all: to ask that costs one question to the log, however many identifiers there are.
   * @throws WeirError unavailable if that is unknown: then no person may leave.
   */
  denialsOf(digests: readonly string[], earlier?: Answer): Promise<Answer>
  /**
   * Whether the person was erased, as of the last answer of `denialsOf`: whoever is erased leaves
   * no more, whatever the state still has.
   */
  readonly isErased: Erased['isGone']
  /** What suppression lists say, as of the last answer of `denialsOf` at least. */
  suppression(): Suppression
}

interface OptOutDeps {
  log: OptOutLog
  state: StateStore
  /** Who was erased, and the suppression lists; nobody unless told. */
  erasures?: { config: Pick<ConfigView, 'refresh' | 'suppression'>; erased: Pick<Erased, 'isGone'> }
  freshMs?: number
}

/** How often an index that falls back while it is read is read again. */
const TRIES = 3

/**
 * Reads the index that the segmenter keeps, and beyond it the log itself. So it depends on no
 * backlog: neither of hits, nor of events, nor of the index.
 */
export function createOptOuts({ log, state, erasures, freshMs = Infinity }: OptOutDeps): OptOutReader {
  const view = state.view(OPT_OUTS_PARTITION)
  const tail = createTail(log)
  const refresh = inRounds(async () => {
    // What reaches the index after this is found in it all the same.
    const [position, until] = await Promise.all([view.position(), log.end(TOPICS.optOuts, 0), erasures?.config.refresh()])
    return { position, beyond: await tail.catchUp(position + 1, until) }
  })
  /** The end of the log as of which each answer was given. */
  const ends = new WeakMap<Answer, number>()
  const answer = (denials: Map<string, Denials>, { end }: Beyond): Answer => {
    ends.set(denials, end)
    return denials
  }
  const load = async (digests: readonly string[]): Promise<Answer | undefined> => {
    const { position, beyond } = await refresh()
    const [blobs, after] = await Promise.all([view.load(digests), view.position()])
    // The index has fallen back meanwhile.
    return after < position ? undefined : answer(merged(digests, blobs, beyond.denials), beyond)
  }
  /** @returns undefined where that cannot be told without the index. */
  const renew = async (digests: readonly string[], earlier: Answer): Promise<Answer | undefined> => {
    const known = ends.get(earlier)
    if (known === undefined) return undefined
    const { beyond } = await refresh()
    if (beyond.begin > known || beyond.end < known) return undefined
    const newer = beyond.end === known ? undefined : withNewer(digests, earlier, beyond.denials)
    if (newer) return answer(newer, beyond)
    ends.set(earlier, beyond.end)
    return earlier
  }

  return {
    freshMs,
    isErased: erasures?.erased.isGone ?? (() => false),
    suppression: () => erasures?.config.suppression() ?? NO_SUPPRESSION,
    async denialsOf(digests, earlier) {
      try {
        const renewed = earlier && (await renew(digests, earlier))
        if (renewed) return renewed
        for (let left = TRIES; left > 0; left--) {
          const loaded = await load(digests)
          if (loaded) return loaded
        }
      } catch (cause) {
        throw cause instanceof OutageError ? unavailable(cause) : cause
      }
      throw unavailable(undefined)
    },
  }
}

/** For a state that is only inspected and never leaves. */
export const NO_OPT_OUTS: OptOutReader = {
  denialsOf: async () => new Map(),
  isErased: () => false,
  suppression: () => NO_SUPPRESSION,
}

function unavailable(cause: unknown): WeirError {
  return new WeirError('unavailable', 'who has opted out cannot be read at present; try again later', { cause })
}

function merged(
  digests: readonly string[],
  blobs: readonly (Uint8Array | undefined)[],
  beyond: ReadonlyMap<string, Denials>,
): Map<string, Denials> {
  const found = new Map<string, Denials>()
  digests.forEach((digest, i) => {
    const indexed = blobs[i] && decodeDenials(blobs[i])
    const fresh = beyond.get(digest)
    const denials = indexed && fresh ? bothOf(indexed, fresh) : (indexed ?? fresh)
    if (denials) found.set(digest, denials)
  })
  return found
}

/** @returns undefined when there is nothing newer. */
function withNewer(
  digests: readonly string[],
  known: Answer,
  beyond: ReadonlyMap<string, Denials>,
): Map<string, Denials> | undefined {
  const newer = digests.filter((digest) => {
    const fresh = beyond.get(digest)
    return fresh !== undefined && !isKnown(fresh, known.get(digest))
  })
  if (newer.length === 0) return undefined
  const all = new Map(known)
  for (const digest of newer) {
    const [before, fresh] = [known.get(digest), beyond.get(digest)!]
    all.set(digest, before ? bothOf(before, fresh) : fresh)
  }
  return all
}

function isKnown(fresh: Denials, known: Denials | undefined): boolean {
  if (!known) return false
  const says = (scope: DenialScope): boolean =>
    keysOf(fresh[scope]).every((purpose) => (known[scope][purpose] ?? -Infinity) >= (fresh[scope][purpose] ?? -Infinity))
  const isListed = Object.entries(fresh.lists ?? {}).every(([key, { at }]) => (known.lists?.[key]?.at ?? -Infinity) >= at)
  return isListed && says('hit') && says('person') && says('keyless')
}

function bothOf(a: Denials, b: Denials): Denials {
  const lists = mergeListEntries(a.lists, b.lists)
  return {
    ...(lists && { lists }),
    hit: newest(a.hit, b.hit),
    person: newest(a.person, b.person),
    keyless: newest(a.keyless, b.keyless),
  }
}

function newest(a: Denied, b: Denied): Denied {
  const both = { ...a }
  for (const purpose of keysOf(b)) {
    const at = b[purpose]
    if (at !== undefined) both[purpose] = Math.max(at, both[purpose] ?? at)
  }
  return both
}

/** One at a time. Calls that arrive meanwhile share the next one, which begins after they asked. */
function inRounds<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  const begin = (): Promise<T> => {
    next = undefined
    return work()
  }
  return () => {
    next ??= last.then(begin, begin)
    last = next
    return next
  }
}
