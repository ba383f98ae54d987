import { z } from 'zod'
import { zoneName } from './zones.ts'

/** Reports that are made by the clock, as `weir.config` keeps them. */

export const SCHEDULE_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** Whole days of the schedule's zone, up to the day in which the report is due. */
export const REPORT_PERIODS = ['yesterday', 'last_7_days', 'last_28_days', 'last_week', 'last_month'] as const
export type ReportPeriod = (typeof REPORT_PERIODS)[number]

export const REPORT_FORMATS = ['html', 'csv', 'json'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/**
 * A secret of a webhook: the name of a variable of the process that sends. The secret itself is
 * stored nowhere.
 */
const SecretReference = z.strictObject({
  env: z.string().regex(/^WEIR_WEBHOOK_[A-Z0-9_]{1,100}$/, 'expected a variable whose name begins with WEIR_WEBHOOK_'),
})

/** Where messages go that are signed as standardwebhooks.com says, and what signs them. */
export const WebhookTarget = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected an address such as https://example.com/reports' })
    .max(2_000)
    .refine((url) => URL.canParse(url) && new URL(url).username === '', 'may have no user and password'),
  secret: SecretReference.describe('What the hook is signed with: `{"env": "WEIR_WEBHOOK_..."}`, whose value is a `whsec_...`.'),
})

/** What `PUT /v1/report-schedules/{id}` takes. */
export const ReportScheduleInput = z.strictObject({
  name: z.string().min(1).max(200),
  cron: z.string().min(9).max(100).describe('Five fields: minute, hour, day of month, month, day of week, as `0 7 * * 1`.'),
  tz: z
    .string()
    .max(64)
    .refine((zone) => zoneName(zone) !== undefined, 'this is no IANA time zone')
    .default('UTC')
    .describe('Of the cron and of the days of the report.'),
  period: z.enum(REPORT_PERIODS).default('last_7_days').describe('Whole days before the one in which the report is due.'),
  report: z
    .record(z.string().max(40), z.string().max(4_000))
    .default({})
    .describe('Parameters of `GET /v1/reports/segments`, such as `{"segments": "buyers", "group_by": "campaign"}`.'),
  formats: z
    .array(z.enum(REPORT_FORMATS))
    .min(1)
    .max(REPORT_FORMATS.length)
    .default([...REPORT_FORMATS]),
  webhook: WebhookTarget.exactOptional().describe(
    'Told of each report, signed as by standardwebhooks.com; the files are kept all the same.',
  ),
  paused: z.boolean().default(false),
})
export type ReportScheduleInput = z.infer<typeof ReportScheduleInput>
export type ReportSchedule = ReportScheduleInput & { id: string; saved_at: number }

/** As it is stored: with when it was saved, Unix ms; nothing is due before. */
export const StoredReportSchedule = z.object({ ...ReportScheduleInput.shape, saved_at: z.int() })

/**
 * What became of a report that was due, or asked for. Instants are Unix ms.
 * - `missed`: how many turns before it passed while nothing could make them; it stands for them.
 * - `files`: names of what was made. `webhook`: the status of the answer.
 */
export const ReportRun = z.object({
  due: z.int(),
  state: z.enum(['asked', 'running', 'done', 'failed']),
  started_at: z.int(),
  ended_at: z.int().exactOptional(),
  missed: z.int(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  files: z.array(z.string()).exactOptional(),
  webhook: z.int().exactOptional(),
  error: z.string().exactOptional(),
})
export type ReportRun = z.infer<typeof ReportRun>

/**
 * The runs of a schedule, as `weir.config` keeps them under `report-runs:<id>`, newest first.
 * `owner`: of several processes that began the newest, the one whose record is the last makes it.
 */
export const ReportRuns = z.object({
  owner: z.string(),
  seen_at: z.int(),
  failures: z.int(),
  retry_at: z.int().exactOptional(),
  runs: z.array(ReportRun),
})
export type ReportRuns = z.infer<typeof ReportRuns>
