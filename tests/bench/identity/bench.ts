import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { IdentityWorker, Measured, Run, Variant } from './worker.ts'

const TITLES: Record<Variant, string> = {
  one: 'one identifier per hit (limit)',
  three: 'three identifiers per hit, all of them known',
  merging: 'three per hit, 5 % of the hits unite two persons',
}
const VARIANTS = ['one', 'three', 'merging'] as const
const PARTITIONS = [1, 4]
/** The aim: so much of the events per second that there would be without links. */
const AIM = 0.85

/** What it costs that the identifiers of a hit link people. */
export async function benchIdentity({ quick, rounds }: Effort): Promise<Section> {
  const run = quick ? { hits: 10_000, people: 5_000 } : { hits: 40_000, people: 20_000 }
  const rows: string[][] = []
  const notes: string[] = []
  for (const partitions of PARTITIONS) {
    const results: Record<Variant, Measured[]> = { one: [], three: [], merging: [] }
    for (let round = 0; round < rounds; round++)
      for (const variant of VARIANTS) results[variant].push(await measure(variant, { ...run, partitions }))
    rows.push(...VARIANTS.map((variant) => rowOf(variant, partitions, run.hits, results)))
    const reached = median(ratios(wall(results.one), wall(results.merging)))
    if (reached < AIM)
      notes.push(`With ${partitions} partition(s) links cost more than the aim allows: ${figure(reached)} instead of ${AIM}.`)
  }
  return {
    title: 'Identity',
    about:
      'Resolve and fold with stores in memory, 100 segments: the same events, with one identifier each and with three that link people. Everybody has been met under all three before what is measured. Where people are united, 5 % of the hits are the first ones of browsers that nobody knows, and as many show later whose they were.',
    columns: ['what', 'partitions', 'events/s', 'CPU us/event', 'of limit', 'of limit by CPU', 'records of weir.events per hit'],
    rows,
    notes: [
      `${rounds} rounds, each measurement in a fresh process; ${figure(run.hits)} hits of ${figure(run.people)} people, drawn by Zipf's law (exponent 1/2). All partitions are in one process. The aim is ${AIM} of the limit.`,
      ...notes,
    ],
  }
}

/** A process of its own per measurement: no heap or compiled code of the one before. */
async function measure(variant: Variant, run: Run): Promise<Measured> {
  await using worker = await startWorker<IdentityWorker>(new URL('worker.ts', import.meta.url))
  return await worker.ask('measure', variant, run)
}

const wall = (runs: readonly Measured[]): number[] => runs.map(({ seconds }) => seconds)
const cpu = (runs: readonly Measured[]): number[] => runs.map(({ cpuUs }) => cpuUs)

function rowOf(variant: Variant, partitions: number, hits: number, results: Record<Variant, Measured[]>): string[] {
  const { one: limit, [variant]: own } = results
  return [
    TITLES[variant],
    String(partitions),
    spread(wall(own).map((seconds) => hits / seconds)),
    spread(cpu(own).map((us) => us / hits)),
    figure(median(ratios(wall(limit), wall(own)))),
    figure(median(ratios(cpu(limit), cpu(own)))),
    figure(median(own.map(({ records }) => records / hits))),
  ]
}
