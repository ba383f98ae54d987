import { durationMs } from '@weir/contracts'
import type { SegmentBudget } from '@weir/reporting'
import type { ClockKind } from '@weir/runtime'
import { z } from 'zod'

/** How the one-process deployment is set up. Paths are as given; times in ms. */
export interface EmbeddedConfig {
  host: string
  port: number
  dataDir: string
  adminKey: string | undefined
  clock: ClockKind
  retentionMs: number
  partitions: number
  /** Pause between two audits, ms; 0: none. */
  auditIntervalMs: number
  auditPeople: number
  /** What one segment may cost. */
  segmentBudget: SegmentBudget
  logLevel: string
}

/** Every variable with its meaning: what `--help` prints and the README's table is checked against. */
export const VARIABLES = {
  WEIR_PORT: 'port of everything: ingest, API, docs (8080; 0 takes a free one)',
  WEIR_HOST: 'address to listen on (127.0.0.1; 0.0.0.0 for all)',
  WEIR_DATA: 'data folder (./data)',
  WEIR_MODE: 'embedded (the only one yet)',
  WEIR_ADMIN_KEY: 'a key with every scope, at least 16 characters; without it one is made at first start and printed once',
  WEIR_CLOCK: 'where time comes from: system, event (replays), manual (tests)',
  WEIR_RETENTION: 'events older than this are refused (400d)',
  WEIR_PARTITIONS: 'partitions of the log (1); recorded with the data, cannot change',
  WEIR_AUDIT_INTERVAL: 'pause between two comparisons of the stream with the warehouse (60s; 0 for none)',
  WEIR_AUDIT_PEOPLE: 'how many random people each comparison takes (200)',
  WEIR_SEGMENT_STATE_BYTES_MAX: 'bytes of state per person that one segment may need at worst (65536)',
  WEIR_SEGMENT_BACKFILL_EVENTS_MAX: 'events of history that one segment may be filled from (1000000000)',
  WEIR_LOG: 'log level: fatal, error, warn, info, debug, silent (info)',
} as const

const Environment = z.object({
  WEIR_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  WEIR_HOST: z.string().min(1).default('127.0.0.1'),
  WEIR_DATA: z.string().min(1).default('./data'),
  WEIR_MODE: z.literal('embedded').default('embedded'),
  WEIR_ADMIN_KEY: z.string().min(16).max(200).regex(/^\S+$/, 'must not contain spaces').optional(),
  WEIR_CLOCK: z.enum(['system', 'event', 'manual']).default('system'),
  WEIR_RETENTION: z
    .string()
    .regex(/^\d{1,9}(m|h|d|w)$/, { error: 'expected a duration such as "400d"', abort: true })
    .refine((text) => durationMs(text) > 0, 'must be longer than nothing')
    .default('400d'),
  WEIR_PARTITIONS: z.coerce.number().int().min(1).max(64).default(1),
  WEIR_AUDIT_INTERVAL: z
    .string()
    .regex(/^(0|\d{1,9}(ms|s|m|h|d))$/, 'expected a duration such as "60s", or 0')
    .default('60s'),
  WEIR_AUDIT_PEOPLE: z.coerce.number().int().min(1).max(10_000).default(200),
  WEIR_SEGMENT_STATE_BYTES_MAX: z.coerce.number().int().min(1).default(65_536),
  WEIR_SEGMENT_BACKFILL_EVENTS_MAX: z.coerce.number().int().min(0).default(1_000_000_000),
  WEIR_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** All problems of the configuration at once: one line each, naming the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** @throws ConfigError */
export function readConfig(env: Record<string, string | undefined> = process.env): EmbeddedConfig {
  // An empty variable is one that is not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Environment.safeParse(set)
  const unknown = Object.keys(set).filter(
    (name) => name.startsWith('WEIR_') && !(name in VARIABLES) && !CLIENT_VARIABLES.has(name),
  )
  const problems = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? []),
    ...unknown.map((name) => `${name}: there is no such setting; known are ${Object.keys(VARIABLES).join(', ')}`),
  ]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.join('\n'))
  const e = parsed.data
  return {
    host: e.WEIR_HOST,
    port: e.WEIR_PORT,
    dataDir: e.WEIR_DATA,
    adminKey: e.WEIR_ADMIN_KEY,
    clock: e.WEIR_CLOCK,
    retentionMs: durationMs(e.WEIR_RETENTION),
    partitions: e.WEIR_PARTITIONS,
    auditIntervalMs: e.WEIR_AUDIT_INTERVAL === '0' ? 0 : durationMs(e.WEIR_AUDIT_INTERVAL),
    auditPeople: e.WEIR_AUDIT_PEOPLE,
    segmentBudget: {
      stateBytesMax: e.WEIR_SEGMENT_STATE_BYTES_MAX,
      backfillEventsMax: e.WEIR_SEGMENT_BACKFILL_EVENTS_MAX,
    },
    logLevel: e.WEIR_LOG,
  }
}

/** Variables of the command line client, which may be set in the same shell. */
const CLIENT_VARIABLES = new Set(['WEIR_URL', 'WEIR_KEY'])
