import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { FirstComputation, FirstComputationWorker } from './worker.ts'

/**
 * New segments over a history that is there already: from their definition until everybody's
 * membership is right.
 */
export async function benchFirstComputation({ quick, rounds }: Effort): Promise<Section> {
  const [people, events] = quick ? [10_000, 100_000] : [100_000, 1_000_000]
  const measured: FirstComputation[] = []
  for (let round = 0; round < rounds; round++) {
    await using worker = await startWorker<FirstComputationWorker>(new URL('worker.ts', import.meta.url))
    measured.push(await worker.ask('measure', people, events))
  }
  const seconds = measured.map((one) => one.seconds)
  const sqlSeconds = measured.map((one) => one.sqlSeconds)
  const wrong = [...new Set(measured.flatMap((one) => one.wrong))]
  const memberships = measured[0]?.memberships ?? 0
  return {
    title: 'First computation',
    about: `20 segments ("at least n purchases within 7 days", n from 2 to 21) are defined at once over ${figure(events)} events of ${figure(people)} people in 30 days, all of it folded and in the warehouse: until every membership is in force and written down.`,
    columns: ['what', 'seconds', 'CPU us/person', 'of limit'],
    rows: [
      ['ClickHouse alone, one query per segment (limit)', spread(sqlSeconds), '-', '1'],
      ['SQL in one pass, as preview and diff ask', spread(measured.map((one) => one.onePassSeconds)), '-', '-'],
      [
        'from definition to members',
        spread(seconds),
        spread(measured.map((one) => one.cpuUs / people)),
        figure(median(ratios(sqlSeconds, seconds))),
      ],
    ],
    notes: [
      `${rounds} rounds, one partition, everything in one process but ClickHouse (chDB), one set of 2 cores for both. ${figure(memberships)} memberships begin; each is written to the log with its instant.`,
      'The members of every segment are compared with a plain count over the events.',
    ],
    ...(wrong.length > 0 ? { failure: `wrong members: ${wrong.join(', ')}` } : {}),
  }
}
