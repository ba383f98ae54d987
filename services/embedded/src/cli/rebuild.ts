import { isoInstant } from '@weir/contracts'
import { readConfig } from '../config.ts'
import { print, printError } from '../print.ts'
import { runRebuild } from '../rebuild/run.ts'
import { textFlag } from './command.ts'
import type { Arguments, CliCommand } from './command.ts'
import { compared } from './comparison.ts'
import { userPath } from './config.ts'
import { startProgress } from './progress.ts'
import type { ProgressLine } from './progress.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

const DETAILS = `Everything that follows from the log is made anew beside the old one and put in its place when it is complete: the state, the rows in
the warehouse, and the log itself without what other records lead to. Weir must have stopped, and the disk needs room for both. The old one
is kept beside it; delete it when you are content. The segments of today count as if they had always been there.

Under the system's clock, receipts that lie ahead of it are not believed: somebody's clock was wrong then. Such an event counts as received
when it happened, if its sender gave a time; else it goes to the rejected ones. So the system's clock must be right when this runs.`

export const rebuildCommand: CliCommand = {
  usage: 'rebuild',
  help: 'make the state and the warehouse of a one-process deployment anew from its log: after damage, or a wrong clock',
  options: [
    ['--data DIR', 'its data folder (WEIR_DATA, ./data)'],
    ['--leave-out-damaged', 'go on without what is damaged in the log; it is gone then'],
    ['--received-until TIME', 'receipts after this instant are not believed (those ahead of the system clock)'],
  ],
  details: DETAILS,
  parse: {
    data: { type: 'string' },
    'received-until': { type: 'string' },
    'leave-out-damaged': { type: 'boolean' },
  },
  async run(args) {
    if (args.positionals.length > 0) throw new UsageError('rebuild takes options only')
    const config = readConfig()
    const until = untilOf(args)
    let progress: ProgressLine | undefined
    const started = performance.now()
    const made = await runRebuild({
      folder: userPath(textFlag(args, 'data') ?? config.dataDir),
      clock: config.clock,
      leaveOutDamaged: args.flags['leave-out-damaged'] === true,
      ...(until === undefined ? {} : { receivedUntil: until }),
      onPhase: (phase) => {
        progress?.stop()
        progress = undefined
        printError(phase)
      },
      onProgress(done, total) {
        progress ??= startProgress('folding', total)
        progress.update(done, `${whole(done)} records`)
      },
    })
    printError(`${whole(made.records)} records in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    if (made.corrected + made.refused > 0)
      printError(
        `${whole(made.corrected)} events got a receipt that can be believed, ${whole(made.refused)} are among the rejected ones`,
      )
    for (const place of made.damaged) printError(`left out: ${place}`)
    print(`what was there before is in ${made.kept}`)
    if (made.segments) return compared(made.at, made.segments)
    print('the memberships before are of no use for a comparison')
    return 0
  },
}

function untilOf(args: Arguments): number | undefined {
  const text = textFlag(args, 'received-until')
  const until = text === undefined ? undefined : isoInstant(text)
  if (text !== undefined && until === undefined)
    throw new UsageError(`--received-until: "${text}" is no instant; expected one such as 2026-01-31T12:00:00Z`)
  return until
}
