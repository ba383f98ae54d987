import { whole } from '../cli/table.ts'
import type { Outcome } from './send.ts'
import type { Mapped, ReplayEvent } from './to-event.ts'

/** What became of the records of a file. */
export interface ReplayTally {
  readonly records: number
  readonly accepted: number
  /** By the map or by the service. */
  readonly rejected: number
  read(mapped: Mapped): void
  answered(outcome: Outcome): void
  /** In a dry run. */
  wouldSend(events: readonly ReplayEvent[]): void
  report(): string
}

const REASONS_SHOWN = 5
const SAMPLES_SHOWN = 3

export function createReplayTally(): ReplayTally {
  const count = { records: 0, skipped: 0, accepted: 0, rejected: 0, wouldSend: 0 }
  const reasons: string[] = []
  const samples: string[] = []
  const codes = new Set<string>()
  let first = Infinity
  let last = -Infinity

  const reject = (line: number, reason: string): void => {
    count.rejected++
    if (reasons.length < REASONS_SHOWN) reasons.push(`  line ${line}, ${reason}`)
  }
  return {
    get records() {
      return count.records
    },
    get accepted() {
      return count.accepted
    },
    get rejected() {
      return count.rejected
    },
    read(mapped) {
      count.records++
      if (mapped.kind === 'skipped') count.skipped++
      if (mapped.kind === 'refused') reject(mapped.line, mapped.reason)
      if (mapped.kind !== 'event') return
      first = Math.min(first, mapped.event.at)
      last = Math.max(last, mapped.event.at)
    },
    answered({ accepted, refused }) {
      count.accepted += accepted
      for (const { line, code, reason } of refused) {
        codes.add(code)
        reject(line, reason)
      }
    },
    wouldSend(events) {
      count.wouldSend += events.length
      for (const event of events.slice(0, SAMPLES_SHOWN - samples.length)) samples.push(`  ${JSON.stringify(event.body)}`)
    },
    report() {
      const taken = samples.length > 0 ? `would send  ${whole(count.wouldSend)}` : `accepted    ${whole(count.accepted)}`
      const more = count.rejected - reasons.length
      return [
        `records     ${whole(count.records)}${first <= last ? `, ${time(first)} to ${time(last)}` : ''}`,
        taken,
        ...samples,
        ...(count.skipped > 0 ? [`skipped     ${whole(count.skipped)} (the map says so)`] : []),
        `rejected    ${whole(count.rejected)}`,
        ...reasons,
        ...(more > 0 ? [`  and ${whole(more)} more`] : []),
        ...hints(codes),
      ].join('\n')
    },
  }
}

function hints(codes: ReadonlySet<string>): string[] {
  if (!codes.has('event_too_old')) return []
  return [
    'History is only taken by a service that keeps the time of its events (start it with WEIR_CLOCK=event), and in the order of time (--sort).',
  ]
}

function time(ms: number): string {
  return new Date(ms).toISOString()
}
