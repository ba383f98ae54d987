import { neededEvents } from '@weir/segmentation'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { createReportReader } from '../shared/reader.ts'
import { queryRuns } from './query.ts'
import type { StoredRun } from './query.ts'

const DAY_MS = 86_400_000
const RUNS = 20
const CLASSES = ['log', 'facts', 'memberships', 'consent', 'rejected', 'people', 'removals'] as const

const RunAnswer = z.object({
  at: z.string(),
  before: z.string().describe('Everything from before this instant was to go'),
  deleted: z.int(),
  bytes: z.int().describe('How much that was, uncompressed; 0 where it is not known'),
  remaining: z.int().describe('How many of them were found when it was looked again: 0 proves that they are gone'),
  held_by: z.string().describe('Why some of what is older stays: the segments that look at it; else empty'),
})
const RetentionAnswer = z.object({
  classes: z.array(
    z.object({
      class: z.enum(CLASSES),
      keep_days: z.number().nullable().describe('null: for ever'),
      runs: z.array(RunAnswer).describe('The latest, newest first'),
    }),
  ),
  warnings: z.array(
    z.object({ code: z.enum(['log_too_short', 'facts_held']), segments: z.array(z.string()), message: z.string() }),
  ),
})

/** How long what is kept, and proof of what was deleted. */
export function retentionRoutes(app: App, deps: ReportingDeps): void {
  const warehouse = createReportReader(deps.warehouse)
  app.get(
    '/v1/retention',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How long what is kept, and what was deleted',
        description:
          'The policy (WEIR_KEEP_...) per class, with the latest looks: what was deleted, and what was found afterwards.',
        tags: ['admin'],
        response: { 200: RetentionAnswer },
      },
    },
    async (_request, reply) => {
      const runs = [...(await queryRuns(warehouse, RUNS)), ...runsOfPeople(deps)]
      const { keep } = deps
      void reply.header('cache-control', 'no-store')
      return {
        classes: CLASSES.map((name) => ({
          class: name,
          keep_days: keep[name] === Infinity ? null : keep[name] / DAY_MS,
          runs: runs.filter((run) => run.class === name).map(toAnswer),
        })),
        warnings: warningsOf(deps),
      }
    },
  )
}

/** People are erased by requests, which say themselves how far they are. */
function runsOfPeople({ config, keep }: ReportingDeps): StoredRun[] {
  const requests = [...config.erasures().values()].filter(({ cause }) => cause === 'unseen')
  const runs = requests.map(({ requested_at, finished_at, found }): StoredRun => {
    const times = {
      at_ms: finished_at ?? requested_at,
      before_ms: keep.people === Infinity ? requested_at : requested_at - keep.people,
    }
    return { class: 'people', ...times, deleted: found, bytes: 0, remaining: finished_at === undefined ? found : 0, held_by: '' }
  })
  return runs.toSorted((a, b) => b.at_ms - a.at_ms).slice(0, RUNS)
}

function toAnswer({ at_ms, before_ms, deleted, bytes, remaining, held_by }: StoredRun): z.infer<typeof RunAnswer> {
  return { at: iso(at_ms), before: iso(before_ms), deleted, bytes, remaining, held_by }
}

/** Segments that look back further than something is kept. */
function warningsOf({ config, clock, keep }: ReportingDeps): z.infer<typeof RetentionAnswer>['warnings'] {
  const now = clock.now()
  const beyond = (ms: number): string[] => [
    ...new Set(neededEvents(config.segments(), { before: now - ms, now }).map(({ segment }) => segment)),
  ]
  const [log, facts] = [beyond(keep.log), beyond(keep.facts)]
  return [
    ...(log.length > 0
      ? [
          {
            code: 'log_too_short' as const,
            segments: log,
            message: 'a rebuild or a migration would not find all events that these look at',
          },
        ]
      : []),
    ...(facts.length > 0
      ? [
          {
            code: 'facts_held' as const,
            segments: facts,
            message: 'the events that these look at stay longer than WEIR_KEEP_FACTS',
          },
        ]
      : []),
  ]
}
