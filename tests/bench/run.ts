import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { redisIsInstalled } from '@weir/testkit/servers'
import { benchExport } from './export/bench.ts'
import { benchFirstComputation } from './first-computation/bench.ts'
import { benchFold } from './fold/bench.ts'
import { benchIngest } from './ingest/bench.ts'
import type { Section } from './parts/report.ts'
import { machine, toPage, toText } from './parts/report.ts'
import { profileWorkers } from './parts/worker.ts'
import { benchRedisState } from './redis-state/bench.ts'
import { benchTimers } from './timers/bench.ts'
import { benchWave } from './wave/bench.ts'

const HELP = `Measures Weir against the limits of the machine and writes docs/benchmarks.md.

Usage: npm run bench -- [--quick] [--rounds N] [--only ingest,fold,export,timers,first-computation,wave,redis] [--profile FOLDER]

  --quick           one short round each, to see that everything runs
  --rounds N        so many rounds (3; quick: 1)
  --only LIST       some of them
  --profile FOLDER  every measured process leaves a CPU profile there

Only a full run without --profile writes the page.
`
const BENCHMARKS = {
  ingest: benchIngest,
  fold: benchFold,
  export: benchExport,
  timers: benchTimers,
  'first-computation': benchFirstComputation,
  wave: benchWave,
  redis: benchRedisState,
} as const
type Name = keyof typeof BENCHMARKS

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
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
    const section = await BENCHMARKS[name]({ quick: values.quick, rounds })
    console.log(toText(section))
    sections.push(section)
  }
  const full = names.length === known.length && !values.quick && values.profile === undefined
  if (full) {
    await writeFile(new URL('../../docs/benchmarks.md', import.meta.url), toPage(sections, new Date().toISOString()))
    console.log('\nwrote docs/benchmarks.md')
  }
  return sections.some(({ failure }) => failure !== undefined) ? 1 : 0
}

/** What this machine has what it needs for: Redis has to be installed. */
async function available(): Promise<Name[]> {
  const all = Object.keys(BENCHMARKS) as Name[]
  return (await redisIsInstalled()) ? all : all.filter((name) => name !== 'redis')
}

/** @throws Error for a name that is none. */
function chosen(only: string, known: readonly Name[]): readonly Name[] {
  if (only === '') return known
  const wanted = only.split(',')
  const unknown = wanted.filter((name) => !known.some((one) => one === name))
  if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return known.filter((name) => wanted.includes(name))
}

process.exitCode = await main(process.argv.slice(2))
