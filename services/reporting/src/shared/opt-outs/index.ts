import { decodeDenials } from '@weir/consent'
import type { Denials, Denied } from '@weir/consent'
import { OPT_OUTS_PARTITION, OutageError, WeirError, keysOf } from '@weir/contracts'
import type { ConfigView, Erased } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import { createTail } from './tail.ts'
import type { OptOutLog } from './tail.ts'

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
   * @throws WeirError unavailable if that is unknown: then no person may leave.
   */
  denialsOf(digests: readonly string[]): Promise<ReadonlyMap<string, Denials>>
  /**
   * Whether the person was erased, as of the last answer of `denialsOf`: whoever is erased leaves
   * no more, whatever the state still has.
   */
  readonly isErased: Erased['isGone']
}

interface OptOutDeps {
  log: OptOutLog
  state: StateStore
  /** Who was erased; nobody unless told. */
  erasures?: { config: Pick<ConfigView, 'refresh'>; erased: Pick<Erased, 'isGone'> }
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
    // In this order: what reaches the index after the first question is found in it all the same.
    const [position] = await Promise.all([view.position(), erasures?.config.refresh()])
    return { position, beyond: await tail.catchUp(position + 1) }
  })

  return {
    freshMs,
    isErased: erasures?.erased.isGone ?? (() => false),
    async denialsOf(digests) {
      try {
        for (let left = TRIES; left > 0; left--) {
          const { position, beyond } = await refresh()
          const [blobs, after] = await Promise.all([view.load(digests), view.position()])
          if (after < position) continue
          return merged(digests, blobs, beyond)
        }
      } catch (cause) {
        throw cause instanceof OutageError ? unavailable(cause) : cause
      }
      throw unavailable(undefined)
    },
  }
}

/** For a state that is only inspected and never leaves. */
export const NO_OPT_OUTS: OptOutReader = { denialsOf: async () => new Map(), isErased: () => false }

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

function bothOf(a: Denials, b: Denials): Denials {
  return { hit: newest(a.hit, b.hit), person: newest(a.person, b.person), keyless: newest(a.keyless, b.keyless) }
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
