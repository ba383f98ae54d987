import { AS_CODE, runAsCode } from './as-code/run.ts'
import type { CliCommand } from './command.ts'
import { SEGMENT_KIND } from './segments/kind.ts'

const DETAILS = `apply reads every *.yaml, *.yml and *.json file of DIR, one segment each, for example lapsed.yaml:

  name: Lapsed buyers
  description: Bought before, but not in 90 days
  rule:
    all:
      - { event: { name: Purchase }, within: all }
      - { not: { event: { name: Purchase }, within: 90d } }

The id is the name of the file, or "id"; purposes and min_size may be given. All files are checked before anything changes. Then
it shows what it would create, change and delete, asks, does it, and prints the sizes. Exit codes of plan: 0 when nothing would
change, 2 when something would, 1 for faults. infra/segments holds segments to begin with.`

export const segmentsCommand: CliCommand = {
  usage: 'segments list | plan DIR | apply DIR',
  help: 'all segments with their sizes; or make them those of a folder of files',
  ...AS_CODE,
  details: DETAILS,
  run: (args) => runAsCode('segments', SEGMENT_KIND, args),
}
