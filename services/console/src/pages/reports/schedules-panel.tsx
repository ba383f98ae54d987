import { Badge, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { deleteSchedule, runSchedule, scheduleRunsQuery, schedulesQuery } from '../../api/analysis-queries.ts'
import type { ScheduleRunShown, ScheduleShown } from '../../api/analysis-queries.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { NewSchedule } from './new-schedule.tsx'

const COLOURS = { asked: 'gray', running: 'cyan', done: 'green', failed: 'red' } as const
const route = getRouteApi('/reports')

/** Reports that are made whenever they are due, and the files of those that were. */
export function SchedulesPanel(): ReactNode {
  const { texts } = useLanguage()
  const { may } = useSession()
  const query = useQuery(schedulesQuery)
  return (
    <div className="two-columns">
      <Loaded query={query} height={240}>
        {(schedules) =>
          schedules.length === 0 ? (
            <div className="card">{texts.reports.noSchedules}</div>
          ) : (
            <div className="stack">
              {schedules.map((schedule) => (
                <Schedule key={schedule.id} schedule={schedule} />
              ))}
            </div>
          )
        }
      </Loaded>
      {may('admin') ? <NewSchedule /> : null}
    </div>
  )
}

function Schedule({ schedule }: { schedule: ScheduleShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const { may } = useSession()
  const client = useQueryClient()
  const { schedule: opened } = route.useSearch()
  const navigate = route.useNavigate()
  const { id, name, cron, tz, period, next, last, paused } = schedule
  const isOpen = opened === id
  const open = (which: string | undefined): void =>
    void navigate({ search: (old) => ({ ...old, schedule: which }), replace: true })
  const run = useMutation({
    mutationFn: () => runSchedule(id),
    onSuccess: async () => {
      open(id)
      await client.invalidateQueries({ queryKey: ['schedules'] })
    },
  })
  return (
    <section className="card stack" aria-label={name}>
      <div className="row spread">
        <div>
          <h2 className="section-title">{name}</h2>
          <div className="dim">
            <code>{cron}</code> {tz} · {t.periods[period]}
          </div>
        </div>
        {may('admin') ? (
          <div className="row">
            <Button size="compact-sm" variant="default" loading={run.isPending} onClick={() => run.mutate()}>
              {t.runNow}
            </Button>
            <ConfirmButton
              label={texts.common.delete}
              title={texts.segments.deleteTitle(name)}
              help={t.deleteScheduleHelp}
              act={() => {
                // Its runs would be asked for once more when they are gone.
                open(undefined)
                return deleteSchedule(id)
              }}
              changes={[['schedules']]}
            />
          </div>
        ) : null}
      </div>
      {run.error ? <ProblemNotice error={run.error} /> : null}
      <div className="row">
        <span>{paused ? t.pausedSchedule : next === null ? '–' : t.nextRun(formats.instant(next))}</span>
        {last ? <RunState run={last} /> : null}
        <Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={() => open(isOpen ? undefined : id)}>
          {t.runs}
        </Button>
      </div>
      {isOpen ? <Runs id={id} /> : null}
    </section>
  )
}

function RunState({ run }: { run: ScheduleRunShown }): ReactNode {
  const { texts } = useLanguage()
  return (
    <Badge color={COLOURS[run.state]} variant="light" tt="none">
      {texts.reports.runStates[run.state]}
    </Badge>
  )
}

function Runs({ id }: { id: string }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const query = useQuery(scheduleRunsQuery(id))
  return (
    <Loaded query={query} height={80}>
      {(runs) =>
        runs.length === 0 ? (
          <div className="dim">{t.noRuns}</div>
        ) : (
          <ul className="plain-list">
            {runs.map((run) => (
              <li key={run.due} className="row">
                <span className="unbroken">{formats.instant(run.due)}</span>
                <RunState run={run} />
                {run.files.map(({ name, url }) => (
                  <a key={name} href={url} target="_blank" rel="noreferrer">
                    {name}
                  </a>
                ))}
                {run.error === undefined ? null : <span className="went-out">{run.error}</span>}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
