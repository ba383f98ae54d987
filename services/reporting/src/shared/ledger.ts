import { loaderStatePartition, OPT_OUTS_PARTITION, TOPICS, WeirError } from '@weir/contracts'
import type { LedgerPlace, OptOut } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { StateStore } from '@weir/state'
import { decodeOrigins } from '@weir/stream'
import { readOptOut } from './opt-outs/tail.ts'

/** Where the ledger's ends are known from. */
export interface LedgerSource {
  /** How far it is complete: the warehouse has every change before, and the log every opt-out. */
  end(): Promise<LedgerPlace>
  /**
   * How far the fold has come: no list that was read before this call shows what lies behind.
   */
  folded(): Promise<LedgerPlace>
  /**
   * Opt-outs at the offsets [from, to), as many as one read has, and where the next read begins.
   * @throws WeirError unavailable when the log does not give what it has.
   */
  optOuts(from: number, to: number): Promise<{ optOuts: OptOut[]; next: number }>
}

interface LedgerDeps {
  log: Pick<EventLog, 'read' | 'end'>
  fold: StateStore
  /** The loader's state: the origins of the changes that the warehouse has. */
  loader: StateStore
}

/** How often a log that says it holds more may answer with nothing before it is given up. */
const READS_MAX = 3
const READ_MAX = { records: 500, bytes: 2_000_000 }

export function createLedgerSource({ log, fold, loader }: LedgerDeps): LedgerSource {
  const { partitions } = fold
  const each = (work: (partition: number) => Promise<[number, number]>): Promise<[number, number][]> =>
    Promise.all(Array.from({ length: partitions }, (_, p) => work(p)))
  return {
    async end() {
      const optOuts = await log.end(TOPICS.optOuts, OPT_OUTS_PARTITION)
      const marks = await each(async (p) => {
        const { taken } = decodeOrigins(await loader.view(loaderStatePartition(TOPICS.memberships, p, partitions)).meta())
        const mark = taken[p]
        return mark ? [mark[0], mark[1] + 1] : [0, 0]
      })
      return { optOuts, marks }
    },
    async folded() {
      const marks = await each(async (p) => [(await fold.view(p).position()) + 1, 0])
      return { optOuts: await log.end(TOPICS.optOuts, OPT_OUTS_PARTITION), marks }
    },
    async optOuts(from, to) {
      if (from >= to) return { optOuts: [], next: from }
      for (let left = READS_MAX; left > 0; left--) {
        const records = await log.read(TOPICS.optOuts, OPT_OUTS_PARTITION, from, READ_MAX)
        const last = records.at(-1)
        if (!last) continue
        const wanted = records.filter(({ offset }) => offset < to)
        return { optOuts: wanted.flatMap(({ value }) => readOptOut(value) ?? []), next: Math.min(last.offset + 1, to) }
      }
      throw new WeirError('unavailable', 'the opt-outs cannot be read at present; try again later')
    },
  }
}
