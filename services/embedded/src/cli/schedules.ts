import { AS_CODE, runAsCode } from './as-code/run.ts'
import type { CliCommand } from './command.ts'
import { SCHEDULE_KIND } from './schedules/kind.ts'

const DETAILS = `apply reads every *.yaml, *.yml and *.json file of DIR, one schedule each, for example weekly.yaml:

  name: Spring campaign, weekly
  cron: 0 7 * * 1
  tz: Europe/Berlin
  period: last_week
  report: { segments: cart_abandoners, group_by: campaign }

The id is the name of the file, or "id"; the rest is the body of PUT /v1/report-schedules/{id}. All files are checked before
anything changes. Then it shows what it would create, change and delete, asks, does it, and prints when each is due. A segment
that a report names must be there: apply segments first. Reports that were made stay in their folder when a schedule is deleted.
Exit codes of plan: 0 when nothing would change, 2 when something would, 1 for faults.`

export const schedulesCommand: CliCommand = {
  usage: 'schedules list | plan DIR | apply DIR',
  help: 'all schedules of reports; or make them those of a folder of files',
  ...AS_CODE,
  details: DETAILS,
  run: (args) => runAsCode('schedules', SCHEDULE_KIND, args),
}
