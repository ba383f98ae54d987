import type { Condition, Purpose } from '@weir/contracts'
import type { ApiAnswer } from './weir.ts'

// Answers about segments. Those that have a rule in them are written here, with the type of rules
// that the pages work with; docs/http-api.md says what they mean.

export type SessionAnswer = ApiAnswer<'getSession'>
export type HistoryStep = ApiAnswer<'getSegmentsByIdHistory'>['rows'][number]

export interface CostShown {
  state_bytes_max: number | null
  backfill_events: number | null
  conditions: { path: string; exact: boolean; late_by_max_ms: number | null }[]
}

export interface RuleWarning {
  code: string
  path: string
  message: string
}

export interface SegmentShown {
  id: string
  name: string
  description?: string
  rule: Condition
  purposes?: Purpose[]
  min_size?: number
  version: number
  updated_at: string
  status: 'live' | 'backfilling'
  size: number | null
  withheld?: number | null
  matchable?: Record<string, number> | null
  below_min_size?: true
  cost?: CostShown
  unresolved?: unknown[]
  warnings?: RuleWarning[]
}

export interface SegmentDraft {
  name: string
  description?: string
  rule: Condition
  purposes?: Purpose[]
  min_size?: number
}

export interface PreviewShown {
  size: number | null
  error_margin: number | null
  share: number | null
  known_people: number
  withheld: number | null
  matchable: Record<string, number> | null
  entering_24h: number | null
  leaving_24h: number | null
  below_min_size?: true
  cost: CostShown
  as_of: string
  warnings?: RuleWarning[]
}

export interface DiffShown {
  enter: number | null
  leave: number | null
  stay: number | null
  size_before: number
  size_after: number | null
  below_min_size?: true
  as_of: string
  sample?: { enter: string[]; leave: string[] }
  warnings?: RuleWarning[]
}

export interface ReasonNode {
  holds: boolean
  all?: ReasonNode[]
  any?: ReasonNode[]
  not?: ReasonNode
  consented?: string[]
  condition?: Condition
  value?: unknown
  event_count?: number
  events?: { event_id: string; name: string; source: string; event_time: string }[]
  changes_at?: string | null
}

export interface WhyShown {
  person: string
  segment: string
  at: string
  member: boolean
  withheld: boolean
  known: boolean
  consent: { purpose: string; granted: boolean; by: string | null; at: string | null }[]
  next_change: string | null
  rule: ReasonNode
}
