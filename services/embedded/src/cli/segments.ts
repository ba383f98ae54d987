import { print } from '../print.ts'
import type { Arguments, CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { connect } from './connect.ts'
import { presentSegments, segmentTable } from './segments/answer.ts'
import { applySegments } from './segments/apply.ts'
import { readFolder } from './segments/read-folder.ts'
import { UsageError } from './usage-error.ts'

const DETAILS = `apply reads every *.yaml, *.yml and *.json file of DIR, one segment each, for example lapsed.yaml:

  name: Lapsed buyers
  description: Bought before, but not in 90 days
  rule:
    all:
      - { event: { name: Purchase }, within: all }
      - { not: { event: { name: Purchase }, within: 90d } }

The id is the name of the file, or "id"; purposes and min_size may be given. All files are checked before anything changes. Then
it shows what it would create, change and delete, asks, does it, and prints the sizes. Exit codes of --plan: 0 when nothing would
change, 2 when something would, 1 for faults. infra/segments holds segments to begin with.`

export const segmentsCommand: CliCommand = {
  usage: 'segments list | apply DIR',
  help: 'all segments with their sizes; or make them those of a folder of files',
  options: [
    ['--json', 'list: everything that is known, as JSON'],
    ['--plan', 'apply: only show what would change'],
    ['--prune', 'apply: delete the segments that have no file'],
    ['--yes', 'apply: do not ask'],
  ],
  details: DETAILS,
  parse: {
    json: { type: 'boolean' },
    plan: { type: 'boolean' },
    prune: { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  async run(args) {
    const [verb, ...rest] = args.positionals
    const [folder] = rest
    if (verb === 'list' && folder === undefined) return list(args)
    if (verb === 'apply' && folder !== undefined && rest.length === 1) return apply(args, folder)
    throw new UsageError('expected: segments list, or segments apply DIR')
  },
}

async function list(args: Arguments): Promise<number> {
  const segments = await presentSegments(connect(args))
  print(args.flags['json'] === true ? JSON.stringify(segments, null, 2) : segmentTable(segments))
  return 0
}

/** Files first: their faults can be mended without a service. */
async function apply(args: Arguments, folder: string): Promise<number> {
  const defined = await readFolder(userPath(folder))
  const { plan, prune, yes } = args.flags
  return applySegments(connect(args), defined, { planOnly: plan === true, prune: prune === true, yes: yes === true })
}
