import { Counter, Histogram } from '@weir/runtime'
import type { Registry } from '@weir/runtime'
import type { WarningCode } from './parse/notes.ts'

export type DialectName = 'events_api_2' | 'events_api_1' | 'pixel' | 'native' | 'delivery'

/**
 * What ingest counts. `refused`: requests that were turned down as a whole before their events were
 * looked at.
 */
export interface IngestMetrics {
  events(dialect: DialectName, outcome: 'accepted' | 'test' | 'rejected' | 'unavailable', count: number): void
  refused(dialect: DialectName, code: string): void
  /** Rows of a platform's report, by what became of them. */
  delivery(outcome: 'accepted' | 'rejected', rows: number): void
  /** Reports were fetched from a platform, or could not be. */
  pull(outcome: 'done' | 'failed'): void
  /** An event was taken, with a warning. */
  warned(source: string, code: WarningCode): void
  request(dialect: DialectName, seconds: number): void
}

export function ingestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry]
  const events = new Counter({
    name: 'weir_ingest_events_total',
    help: 'Events by what became of them, each once: a rejected one whose refusal of consent was heard is rejected.',
    labelNames: ['dialect', 'outcome'],
    registers,
  })
  const refused = new Counter({
    name: 'weir_ingest_refused_requests_total',
    help: 'Requests refused as a whole.',
    labelNames: ['dialect', 'code'],
    registers,
  })
  const delivery = new Counter({
    name: 'weir_ingest_delivery_rows_total',
    help: 'Rows of reports of ad platforms that were imported, and those that could not be used.',
    labelNames: ['outcome'],
    registers,
  })
  const pulls = new Counter({
    name: 'weir_ingest_delivery_pulls_total',
    help: 'Fetches of reports from ad platforms, by how they ended.',
    labelNames: ['outcome'],
    registers,
  })
  const warnings = new Counter({
    name: 'weir_ingest_warnings_total',
    help: 'Events that were taken with a warning, by what it is about.',
    labelNames: ['source', 'code'],
    registers,
  })
  const requests = new Histogram({
    name: 'weir_ingest_request_seconds',
    help: 'From the request to its answer, which is after the log has it.',
    labelNames: ['dialect'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  return {
    events: (dialect, outcome, count) => {
      if (count > 0) events.inc({ dialect, outcome }, count)
    },
    refused: (dialect, code) => refused.inc({ dialect, code }),
    delivery: (outcome, count) => {
      if (count > 0) delivery.inc({ outcome }, count)
    },
    pull: (outcome) => pulls.inc({ outcome }),
    warned: (source, code) => warnings.inc({ source, code }),
    request: (dialect, seconds) => requests.observe({ dialect }, seconds),
  }
}
