// Answers about people, sources and reports, as far as the pages read them.

export interface PersonShown {
  person: string
  shared: boolean
  note?: string
  absorbed: string[]
  first_seen: string | null
  identifiers: { type: string; value: string; linked_at: string | null; last_login: string | null; shared: boolean }[]
  traits: Record<string, unknown>
  consent: Record<string, { granted: boolean; by: string; at: string; record?: string | null }>
  memberships: { segment: string; name: string; since: string; until: string | null }[]
}

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

export interface ErasureShown {
  erasure: string
  status: 'accepted' | 'state' | 'warehouse' | 'done'
  persons: number
}

export const SOURCE_KINDS = ['pixel', 'app', 'offline', 'crm', 'import'] as const
export const CONSENT_BASES = ['required', 'assumed'] as const

export interface SourceDraft {
  name: string
  kind: (typeof SOURCE_KINDS)[number]
  consent_basis: (typeof CONSENT_BASES)[number]
  allowed_origins?: string[]
}

export interface SourceShown extends SourceDraft {
  code: string
}

export interface SourceHour {
  hour: string
  accepted: number
  duplicates: number
  test_events: number
  refused: Record<string, number>
  without_person: number
  without_consent: number
  unknown_fields: number
  bots: number
}

export interface RejectedShown {
  counts: Record<string, number>
  rejected: {
    id: string
    rejected_at: string
    source: string
    channel: string
    code: string
    path: string
    message: string
    body: string
  }[]
}

export interface MetricShown {
  id: string
  description: string
  unit: 'count' | 'ms' | 'share' | 'ratio' | 'money'
}

export type ReportCell = string | number | boolean | null

export interface ReportShown {
  complete: boolean
  final: boolean
  /** Money is by currency. */
  rows: Record<string, ReportCell | Record<string, number | null>>[]
}

export interface RateShown {
  value: number | null
  low: number | null
  high: number | null
}

export interface FunnelShown {
  rows: { steps: { step: number; reached: number | null; rate: RateShown; step_rate: RateShown; dropped: number | null }[] }[]
}

export interface RetentionShown {
  rows: {
    cohorts: {
      cohort: string | null
      persons: number | null
      periods: { period: number; persons: number | null; rate: RateShown; is_over: boolean }[]
    }[]
  }[]
}
