import { foldOptOut } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { OptOut, TOPICS, WeirError } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'

export type OptOutLog = Pick<EventLog, 'read' | 'end'>

/** What `weir.optouts` holds beyond the index: by digest, every opt-out from some offset on. */
export interface Tail {
  /**
   * Reads what came since. To be called by one at a time.
   * @param from the first offset that the index does not have.
   * @param until the end of the log, asked for by whoever wants to know what came before.
   * @throws WeirError unavailable when the log does not answer, or far too much is not in the
   *   index.
   */
  catchUp(from: number, until: number): Promise<Beyond>
}

/** The opt-outs at the offsets [begin, end) of the log. */
export interface Beyond {
  /** By digest; nothing is ever taken out of it. */
  denials: ReadonlyMap<string, Denials>
  begin: number
  end: number
}

/**
 * How many opt-outs are kept in memory. The index is some milliseconds behind, so more than that
 * means that its consumer has stopped.
 */
const RECORDS_MAX = 100_000
/** So many are kept although the index has them, for answers from before it had. */
const INDEXED_MAX = 10_000
const READ_MAX = { records: 10_000, bytes: 8_000_000 }
/** How often a log that says it holds more may answer with nothing before it is given up. */
const EMPTY_READS_MAX = 3

export function createTail(log: OptOutLog, recordsMax = RECORDS_MAX): Tail {
  let denials = new Map<string, Denials>()
  /** What is held: the offsets [begin, end). */
  let begin = Infinity
  let end = Infinity

  const take = ({ value }: LogRecord): void => {
    const optOut = readOptOut(value)
    for (const digest of optOut?.digests ?? []) denials.set(digest, foldOptOut(denials.get(digest), optOut!))
  }
  return {
    async catchUp(from, until) {
      // Much of it is in the index by now; or the index has fallen back and needs what was let go.
      if (from - begin > INDEXED_MAX || from < begin) {
        denials = new Map()
        begin = end = from
      }
      if (until - Math.max(begin, from) > recordsMax)
        throw new WeirError('unavailable', 'too many opt-outs are not indexed yet; try again later')
      for (let empty = 0; end < until;) {
        const records = await log.read(TOPICS.optOuts, 0, end, READ_MAX)
        records.forEach(take)
        end = (records.at(-1)?.offset ?? end - 1) + 1
        if (records.length === 0 && ++empty > EMPTY_READS_MAX)
          throw new WeirError('unavailable', 'the opt-outs cannot be read at present; try again later')
      }
      return { denials, begin, end }
    },
  }
}

/** The opt-out in a record; undefined when it cannot be read. */
export function readOptOut(value: Uint8Array): OptOut | undefined {
  try {
    return OptOut.parse(JSON.parse(Buffer.from(value).toString()))
  } catch {
    // The consumer of the index counts and reports it.
    return undefined
  }
}
