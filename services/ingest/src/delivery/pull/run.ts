import type { DeliverySource } from '@weir/contracts'
import { OutageError, WeirError } from '@weir/contracts'
import { importDelivery } from '../import.ts'
import type { DeliveryDoor } from '../import.ts'
import { askPage } from './ask.ts'
import type { Asking } from './ask.ts'
import { PullError } from './pull-error.ts'
import type { PullSpan } from './question.ts'
import { reportQuery, spansOf } from './question.ts'

/** What a fetch has brought. */
export interface Pulled {
  rows: number
  /** Rows that could not be used, and why the first of them could not. */
  rejected: number
  firstFault: string | undefined
  /** The days that were asked for. */
  from: string
  to: string
}

/** How often a span is asked for anew when rows were added or went while its pages were read. */
const ROUNDS = 3

export type PullableSource = DeliverySource & Required<Pick<DeliverySource, 'pull' | 'tz'>>

/**
 * Fetches all reports of a source and imports them by the door of files, page by page: what was
 * fetched before a failure is kept, and replaced the next time.
 * @param went called after each page; throws to end the fetch.
 * @throws PullError
 */
export async function runPull(
  door: DeliveryDoor,
  source: PullableSource,
  { asking, now, went }: { asking: Asking; now: number; went: (pulled: Pulled) => Promise<void> },
): Promise<Pulled> {
  const { pull, tz } = source
  const days = spansOf('day', pull.look_back_days, tz, now)
  const pulled: Pulled = { rows: 0, rejected: 0, firstFault: undefined, from: days[0]!.from, to: days.at(-1)!.to }
  for (const report of pull.reports) {
    for (const span of spansOf(report.by, pull.look_back_days, tz, now)) {
      const query = (page: number): URLSearchParams => reportQuery(pull.advertiser_id, report, span, page)
      const take = async (bytes: Uint8Array): Promise<void> => {
        await importPage(door, source, bytes, pulled)
        await went(pulled)
      }
      await pullSpan(asking, query, take, span)
    }
  }
  return pulled
}

/**
 * Rows that come and go between two pages move the others: the count tells, and all is asked anew.
 */
async function pullSpan(
  asking: Asking,
  query: (page: number) => URLSearchParams,
  take: (bytes: Uint8Array) => Promise<void>,
  { from, to }: PullSpan,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    let [rows, total, pages] = [0, 0, 1]
    let isStill = true
    for (let page = 1; page <= pages; page++) {
      const answer = await askPage(asking, query(page))
      if (page > 1 && answer.total !== total) isStill = false
      ;({ total, pages } = answer)
      rows += answer.rows
      if (answer.rows > 0) await take(answer.bytes)
    }
    if (isStill && rows === total) return
  }
  throw new PullError('unavailable', `the report of ${from} to ${to} changed while its pages were read`)
}

async function importPage(door: DeliveryDoor, source: PullableSource, bytes: Uint8Array, pulled: Pulled): Promise<void> {
  const params = { source: source.id, account_id: source.pull.advertiser_id, preview: 'false' as const }
  try {
    const page = await importDelivery(door, one(bytes), { params, format: 'json', known: source, pace: door.newPace() })
    const [fault] = page.faults
    pulled.rows += page.taken
    pulled.rejected += page.rejected
    pulled.firstFault ??= fault && [fault.path, fault.message].filter((text) => text !== '').join(' ')
  } catch (error) {
    if (error instanceof OutageError || (error instanceof WeirError && error.code === 'unavailable'))
      throw new PullError('here', 'the log cannot be reached: what was fetched could not be kept', { cause: error })
    if (error instanceof WeirError) throw new PullError('unreadable', error.message, { cause: error })
    throw error
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
