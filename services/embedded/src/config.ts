import type { SchedulerOptions, SegmentBudget } from '@weir/reporting'
import type { PullOptions, RateLimits } from '@weir/ingest'
import { KEEP_SETTINGS, keepOf, RATE_SETTINGS, ratesOf, readSettings } from '@weir/runtime'
import type { ClockKind, Environment, KeepTimes, SettingName, TimeSources } from '@weir/runtime'

/** How the one-process deployment is set up. Paths are as given; times in ms. */
export interface EmbeddedConfig {
  host: string
  port: number
  /** Of metrics and health with its reasons, where it is given. */
  metricsHost?: string | undefined
  metricsPort?: number | undefined
  dataDir: string
  /** Where it is kept who was erased; beside the data folder unless told. */
  erasuresFile?: string | undefined
  adminKey: string | undefined
  clock: ClockKind
  /** What tells the time instead of this machine: for tests. */
  timeSources?: TimeSources
  retentionMs: number
  /** How far back new segments report, ms before they were defined. */
  reportPastMs: number
  /** How long what is kept. */
  keep: KeepTimes
  partitions: number
  /** Pause between two audits, ms; 0: none. */
  auditIntervalMs: number
  auditPeople: number
  /** How old thresholds of percentiles may get, ms; 0 or nothing: none is computed. */
  thresholdsEveryMs?: number
  /** What one segment may cost. */
  segmentBudget: SegmentBudget
  logLevel: string
  /** How much each sender of hits may send; no limit without it. */
  rates?: RateLimits
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies?: readonly string[]
  connectionsMax?: number
  /** Events of one person per second; 0 or nothing: any number. */
  personRate?: number
  /** Records that may wait to be folded; 0 or nothing: any number. */
  backlogMax?: number
  /** The file with the ranges of data centres. */
  dataCentres?: string | undefined
  /** Where reports are fetched from; none are without it. */
  tiktokUrl?: string
  /** Other paces of fetching reports: for tests. */
  pulls?: Partial<PullOptions>
  /** Where reports made on schedule are kept; the folder `reports` of the data unless told. */
  reportsFolder?: string | undefined
  /** Where destinations of files are written; a folder of the data unless told. */
  exportsFolder?: string | undefined
  /** Whether webhooks may go to private addresses. */
  privateHooks?: boolean
  /** Other paces of making reports, and other variables: for tests. */
  schedules?: Partial<SchedulerOptions>
}

/** What processes that are started from here inherit. */
export function environment(): Environment {
  return process.env
}

/** Which settings there are depends on it, so it is looked at before any of them is checked. */
export function isDistributed(env: Environment = process.env): boolean {
  return env['WEIR_MODE'] === 'distributed'
}

/** What `--help` and docs/settings.md list for the one-process mode. */
export const EMBEDDED_SETTINGS = [
  'WEIR_PORT',
  'WEIR_HOST',
  'WEIR_METRICS_PORT',
  'WEIR_METRICS_HOST',
  'WEIR_DATA',
  'WEIR_ERASURES',
  'WEIR_MODE',
  'WEIR_ADMIN_KEY',
  'WEIR_CLOCK',
  'WEIR_RETENTION',
  'WEIR_REPORT_PAST',
  ...KEEP_SETTINGS,
  'WEIR_PARTITIONS',
  'WEIR_AUDIT_INTERVAL',
  'WEIR_AUDIT_PEOPLE',
  'WEIR_THRESHOLDS_EVERY',
  'WEIR_SEGMENT_STATE_BYTES_MAX',
  'WEIR_SEGMENT_BACKFILL_EVENTS_MAX',
  'WEIR_TRUSTED_PROXIES',
  'WEIR_CONNECTIONS_MAX',
  'WEIR_BACKLOG_MAX',
  'WEIR_DATA_CENTRES',
  'WEIR_TIKTOK_URL',
  'WEIR_EXPORTS',
  'WEIR_REPORTS',
  'WEIR_WEBHOOKS_PRIVATE',
  ...RATE_SETTINGS,
  'WEIR_LOG',
] as const satisfies SettingName[]

/** @throws ConfigError */
export function readConfig(env?: Environment): EmbeddedConfig {
  const settings = readSettings(EMBEDDED_SETTINGS, env)
  return {
    host: settings.WEIR_HOST,
    port: settings.WEIR_PORT,
    metricsHost: settings.WEIR_METRICS_HOST,
    metricsPort: settings.WEIR_METRICS_PORT,
    dataDir: settings.WEIR_DATA,
    erasuresFile: settings.WEIR_ERASURES,
    adminKey: settings.WEIR_ADMIN_KEY,
    clock: settings.WEIR_CLOCK,
    retentionMs: settings.WEIR_RETENTION,
    reportPastMs: settings.WEIR_REPORT_PAST,
    keep: keepOf(settings),
    partitions: settings.WEIR_PARTITIONS,
    auditIntervalMs: settings.WEIR_AUDIT_INTERVAL,
    auditPeople: settings.WEIR_AUDIT_PEOPLE,
    thresholdsEveryMs: settings.WEIR_THRESHOLDS_EVERY,
    segmentBudget: {
      stateBytesMax: settings.WEIR_SEGMENT_STATE_BYTES_MAX,
      backfillEventsMax: settings.WEIR_SEGMENT_BACKFILL_EVENTS_MAX,
    },
    logLevel: settings.WEIR_LOG,
    rates: ratesOf(settings),
    trustedProxies: settings.WEIR_TRUSTED_PROXIES,
    connectionsMax: settings.WEIR_CONNECTIONS_MAX,
    personRate: settings.WEIR_RATE_PERSON,
    backlogMax: settings.WEIR_BACKLOG_MAX,
    dataCentres: settings.WEIR_DATA_CENTRES,
    tiktokUrl: settings.WEIR_TIKTOK_URL,
    exportsFolder: settings.WEIR_EXPORTS,
    reportsFolder: settings.WEIR_REPORTS,
    privateHooks: settings.WEIR_WEBHOOKS_PRIVATE,
  }
}
