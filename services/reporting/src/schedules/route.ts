import { REPORT_FORMATS, ReportScheduleInput, SCHEDULE_ID, WeirError } from '@weir/contracts'
import type { ReportSchedule } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { scheduleFaults, segmentFaults } from './faults.ts'
import { fileName, folderOf, MEDIA_TYPES, readReport } from './files.ts'
import { RUNS_KEPT } from './scheduler.ts'
import { nextDue } from './turns.ts'

const Id = z.string().regex(SCHEDULE_ID, 'expected small letters, digits, "-" and "_", 64 at most')
const Params = z.strictObject({ id: Id })
const FileParams = z.strictObject({
  id: Id,
  due: z.iso.datetime('expected the instant at which the report was due, as in the list of runs'),
  file: z.enum(REPORT_FORMATS.map(fileName)),
})

const RunAnswer = z.object({
  due: z.string(),
  state: z.enum(['asked', 'running', 'done', 'failed']),
  started_at: z.string(),
  ended_at: z.string().exactOptional(),
  missed: z.int().describe('Turns before it that nothing could make; this report stands for them'),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  files: z.array(z.object({ name: z.string(), url: z.string() })),
  webhook: z.int().exactOptional().describe('The status with which it answered'),
  error: z.string().exactOptional(),
})
const Answer = z.object({
  id: z.string(),
  ...ReportScheduleInput.shape,
  saved_at: z.string(),
  next: z.string().nullable().describe('When the next report is due; null while it is paused'),
  last: RunAnswer.nullable(),
})

const HELP = `The report has everybody beside the period before, each segment of "segments", every day, and a table by "group_by". Its files are kept
in WEIR_REPORTS and listed with the runs. A turn that nothing could make (no process ran) is made up for once, by the newest one.`

/** Reports that are made by the clock. @param folder where they are kept; undefined: nowhere. */
export function scheduleRoutes(app: App, deps: ReportingDeps, folder: string | undefined): void {
  const { config, clock } = deps
  const about = { tags: ['reports'] }
  const find = (id: string): ReportSchedule => {
    const schedule = config.reportSchedule(id)
    if (!schedule) throw new WeirError('not_found', 'there is no report schedule with this id')
    return schedule
  }
  const mustHaveFolder = (): void => {
    if (folder !== undefined) return
    throw new WeirError('unavailable', 'reports can be kept nowhere: set WEIR_REPORTS to a folder for the reporting service')
  }
  const runsOf = (id: string): z.output<typeof RunAnswer>[] => (config.reportRuns(id)?.runs ?? []).map((run) => shownRun(id, run))
  const shown = (schedule: ReportSchedule): z.output<typeof Answer> => {
    const next = schedule.paused ? undefined : nextDue(schedule, clock.now())
    return {
      ...schedule,
      saved_at: iso(schedule.saved_at),
      next: next === undefined ? null : iso(next),
      last: runsOf(schedule.id)[0] ?? null,
    }
  }

  app.put(
    '/v1/report-schedules/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Make a report whenever it is due',
        description: HELP,
        params: Params,
        body: ReportScheduleInput,
        response: { 200: Answer },
      },
    },
    async ({ params: { id }, body }) => {
      const faults = [...scheduleFaults(body), ...segmentFaults(body, (segment) => config.segment(segment) !== undefined)]
      if (faults.length > 0) throw new WeirError('invalid_field', 'the schedule has faults', { faults })
      mustHaveFolder()
      await config.put(`report-schedule:${id}`, { ...body, saved_at: clock.now() })
      return shown(find(id))
    },
  )
  app.get(
    '/v1/report-schedules/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One schedule of reports', params: Params, response: { 200: Answer } },
    },
    async ({ params }) => shown(find(params.id)),
  )
  app.get(
    '/v1/report-schedules',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All schedules of reports', response: { 200: z.object({ schedules: z.array(Answer) }) } },
    },
    async () => ({ schedules: config.reportSchedules().map(shown) }),
  )
  app.delete(
    '/v1/report-schedules/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Make no more reports; files of those that were made stay in their folder',
        params: Params,
        response: { 204: z.null() },
      },
    },
    async ({ params: { id } }, reply) => {
      find(id)
      await config.putAll([`report-schedule:${id}`, `report-runs:${id}`].map((key) => ({ key, value: undefined })))
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/v1/report-schedules/:id/runs',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        summary: 'The reports that were made, newest first',
        params: Params,
        response: { 200: z.object({ runs: z.array(RunAnswer) }) },
      },
    },
    async ({ params: { id } }) => {
      find(id)
      return { runs: runsOf(id) }
    },
  )
  app.post(
    '/v1/report-schedules/:id/run',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Make the report now, as if it were due',
        params: Params,
        response: { 202: RunAnswer },
      },
    },
    async ({ params: { id } }, reply) => {
      find(id)
      mustHaveFolder()
      await config.refresh()
      const before = config.reportRuns(id)
      const run = { due: Math.floor(clock.now() / 1000) * 1000, state: 'asked', started_at: clock.now(), missed: 0 } as const
      const earlier = (before?.runs ?? []).filter(({ due }) => due !== run.due)
      await config.put(`report-runs:${id}`, {
        owner: '',
        seen_at: clock.now(),
        failures: 0,
        runs: [run, ...earlier.slice(0, RUNS_KEPT - 1)],
      })
      return reply.code(202).send(shownRun(id, run))
    },
  )
  app.get(
    '/v1/report-schedules/:id/runs/:due/:file',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        summary: 'A file of a report',
        params: FileParams,
        response: { 200: { description: 'The file', content: { '*/*': { schema: z.string() } } } },
      },
    },
    async ({ params: { id, due, file } }, reply) => {
      find(id)
      const format = REPORT_FORMATS.find((one) => fileName(one) === file)!
      const bytes = folder === undefined ? undefined : await readReport(folderOf(folder, id, Date.parse(due)), format)
      if (!bytes) throw new WeirError('not_found', 'there is no such file of a report here')
      void reply
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', 'sandbox')
      return reply.type(MEDIA_TYPES[format]).serializer(String).send(bytes.toString())
    },
  )
}

function shownRun(
  id: string,
  run: NonNullable<ReturnType<ReportingDeps['config']['reportRuns']>>['runs'][number],
): z.output<typeof RunAnswer> {
  const { due, started_at, ended_at, files = [], ...rest } = run
  const at = iso(due)
  return {
    ...rest,
    due: at,
    started_at: iso(started_at),
    ...(ended_at === undefined ? {} : { ended_at: iso(ended_at) }),
    files: files.map((name) => ({ name, url: `/v1/report-schedules/${id}/runs/${at}/${name}` })),
  }
}
