import { AS_CODE, runAsCode } from './as-code/run.ts'
import type { CliCommand } from './command.ts'
import { SEGMENT_KIND } from './segments/kind.ts'
import { runSeedReport } from './segments/seed-report.ts'

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
  usage: 'segments list | plan DIR | apply DIR | seed-report ID',
  help: 'all segments with their sizes; or make them those of a folder of files; or whether one is a good seed of a lookalike',
  options: [
    ...AS_CODE.options,
    ['--conversion NAME', 'seed-report: the event that the lookalike is for (Purchase)'],
    ['--exclude A,B', 'seed-report: segments that the ads will exclude'],
    ['--compare ID', 'seed-report: another segment beside it'],
    ['--currency CODE', 'seed-report: of values'],
  ],
  parse: {
    ...AS_CODE.parse,
    conversion: { type: 'string' },
    exclude: { type: 'string' },
    compare: { type: 'string' },
    currency: { type: 'string' },
  },
  details: DETAILS,
  run: (args) => (args.positionals[0] === 'seed-report' ? runSeedReport(args) : runAsCode('segments', SEGMENT_KIND, args)),
}
