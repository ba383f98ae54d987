import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { redisIsInstalled } from '@weir/testkit/servers'
import { benchDedup } from './dedup/bench.ts'
import { benchDistributed } from './distributed/bench.ts'
import { benchExport } from './export/bench.ts'
import { benchFirstComputation } from './first-computation/bench.ts'
import { benchFold } from './fold/bench.ts'
import { benchHot } from './hot/bench.ts'
import { benchIdentity } from './identity/bench.ts'
import { benchIngest } from './ingest/bench.ts'
import type { Section } from './parts/report.ts'
import { machine, toPage, toText, updatePage } from './parts/report.ts'
import { profileWorkers } from './parts/worker.ts'
import { benchRedisState } from './redis-state/bench.ts'
import { benchRollups } from './rollups/bench.ts'
import { benchSaving } from './saving/bench.ts'
import { benchTimers } from './timers/bench.ts'
import { benchWave } from './wave/bench.ts'

const HELP = `Measures Weir against the limits of the machine and writes docs/benchmarks.md.

Usage: npm run bench -- [--quick] [--rounds N] [--only ingest,fold,identity,dedup,hot,export,timers,saving,first-computation,wave,rollups,redis,distributed] [--update] [--profile FOLDER]

  --quick           one short round each, to see that everything runs
  --rounds N        so many rounds (3; quick: 1)
  --only LIST       some of them
  --update          puts what was measured into the page, the rest of which stays
  --profile FOLDER  every measured process leaves a CPU profile there

Only a full run without --profile writes the whole page.
`
const BENCHMARKS = {
  ingest: benchIngest,
  fold: benchFold,
  identity: benchIdentity,
  dedup: benchDedup,
  hot: benchHot,
  export: benchExport,
  timers: benchTimers,
  saving: benchSaving,
  'first-computation': benchFirstComputation,
  wave: benchWave,
  rollups: benchRollups,
  redis: benchRedisState,
  distributed: benchDistributed,
} as const
const PAGE = new URL('../../docs/benchmarks.md', import.meta.url)
type Name = keyof typeof BENCHMARKS

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
      update: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const known = await available()
  const names = chosen(values.only, known)
  if (values.profile !== undefined) profileWorkers(values.profile)
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1')
  console.log(machine())
  const sections: Section[] = []
  for (const name of names) {
    const of = [await BENCHMARKS[name]({ quick: values.quick, rounds })].flat()
    for (const section of of) console.log(toText(section))
    sections.push(...of)
  }
  const full = names.length === known.length && !values.quick && values.profile === undefined
  const date = new Date().toISOString()
  if (full || values.update) {
    await writeFile(PAGE, full ? toPage(sections, date) : updatePage(await readFile(PAGE, 'utf8'), sections, date))
    console.log('\nwrote docs/benchmarks.md')
  }
  return sections.some(({ failure }) => failure !== undefined) ? 1 : 0
}

/** What this machine has what it needs for: Redis has to be installed, and Java for Kafka. */
async function available(): Promise<Name[]> {
  const all = Object.keys(BENCHMARKS) as Name[]
  return (await redisIsInstalled()) ? all : all.filter((name) => !NEED_SERVERS.has(name))
}

const NEED_SERVERS: ReadonlySet<Name> = new Set(['redis', 'distributed'] as const)

/** @throws Error for a name that is none. */
function chosen(only: string, known: readonly Name[]): readonly Name[] {
  if (only === '') return known
  const wanted = only.split(',')
  const unknown = wanted.filter((name) => !known.some((one) => one === name))
  if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return known.filter((name) => wanted.includes(name))
}

process.exitCode = await main(process.argv.slice(2))
