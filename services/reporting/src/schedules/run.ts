import type { ReportRun, ReportSchedule } from '@weir/contracts'
import type { Clock } from '@weir/runtime'
import { sendWebhook, WebhookError } from '@weir/runtime/http'
import { contentOf } from './content.ts'
import type { ReportParts } from '../reports/report.ts'
import { fileName, filesOf, folderOf, jsonOf, keepFiles } from './files.ts'
import { reportDays } from './period.ts'
import type { Turn } from './turns.ts'

/** Where reports are kept, and how hooks are told. */
export interface Keeping {
  /** The folder of all reports. */
  folder: string
  allowPrivateHooks: boolean
  /** Reads a variable with a secret. */
  variable: (name: string) => string | undefined
  /** The world's time: receivers refuse messages that are old. */
  wall: Pick<Clock, 'now'>
}

const HOOK_BYTES_MAX = 1_000_000

/**
 * Makes a report, keeps its files, and tells the webhook. Made again, it replaces the files.
 * @returns what became of it.
 * @throws WeirError, WebhookError and errors of the file system.
 */
export async function runReport(
  making: ReportParts,
  keeping: Keeping,
  schedule: ReportSchedule,
  { due }: Turn,
): Promise<Pick<ReportRun, 'from' | 'to' | 'files' | 'webhook'>> {
  const days = reportDays(schedule.period, due, schedule.tz)
  const content = await contentOf(making, schedule, days)
  const heading = { name: schedule.name, tz: schedule.tz, madeAt: making.deps.clock.now() }
  const files = await filesOf(heading, content, schedule.formats)
  await keepFiles(folderOf(keeping.folder, schedule.id, due), files)
  const done = { ...days, files: schedule.formats.map(fileName) }
  if (!schedule.webhook) return done
  const secret = keeping.variable(schedule.webhook.secret.env)
  if (secret === undefined) throw new WebhookError(`the variable ${schedule.webhook.secret.env} is not set`)
  const at = keeping.wall.now()
  const body = bodyOf(schedule, { due, at, files: done.files }, jsonOf(heading, content))
  const id = `${schedule.id}-${due}`
  const { url } = schedule.webhook
  const webhook = await sendWebhook({ url, secret, id, at, body, allowPrivate: keeping.allowPrivateHooks })
  return { ...done, webhook }
}

/** The message: a report that is too long for one is named, and has to be fetched. */
function bodyOf(
  { id }: ReportSchedule,
  { due, at, files }: { due: number; at: number; files: readonly string[] },
  report: object,
): string {
  const message = (own: object | null): string =>
    JSON.stringify({
      type: 'report.made',
      timestamp: new Date(at).toISOString(),
      data: { schedule: id, due: new Date(due).toISOString(), files, report: own },
    })
  const whole = message(report)
  return whole.length <= HOOK_BYTES_MAX ? whole : message(null)
}
