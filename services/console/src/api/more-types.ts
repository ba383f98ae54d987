import type { ApiAnswer, ApiBody } from './weir.ts'

// Answers about people, sources and reports, as the API's description has them.

export type PersonShown = ApiAnswer<'getPeopleByKey'>

/** The description calls the parts of an export JSON, and no more. */
export interface PersonHistory {
  persons: {
    membership_changes: { at: string; segment: string; op: string; reason: string }[]
    events: {
      source: string
      name: string
      event_id: string
      eid: string
      event_time: string
      properties?: Record<string, unknown>
      page?: Record<string, unknown>
    }[]
  }[]
}

export const SOURCE_KINDS = ['pixel', 'app', 'offline', 'crm', 'import'] as const
export const CONSENT_BASES = ['required', 'assumed'] as const

export type SourceDraft = ApiBody<'putSourcesByCode'>
export type SourceShown = ApiAnswer<'getSources'>['sources'][number]
export type SourceHour = ApiAnswer<'getSourcesByCodeHealth'>['hours'][number]
export type MetricShown = ApiAnswer<'getMetrics'>['metrics'][number]

export type ReportCell = string | number | boolean | null

export interface ReportShown {
  /** Money is by currency. */
  rows: Record<string, ReportCell | Record<string, number | null>>[]
}

export type RetentionShown = ApiAnswer<'postReportsRetention'>
