import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { Fired, TimersWorker } from './worker.ts'

/** A wave of exits: everybody's membership ends within one second, as at midnight. */
export async function benchTimers({ quick, rounds }: Effort): Promise<Section> {
  const people = quick ? 10_000 : 100_000
  const exits: Fired[] = []
  const limits: Fired[] = []
  for (let round = 0; round < rounds; round++) {
    await using worker = await startWorker<TimersWorker>(new URL('worker.ts', import.meta.url))
    const measured = await worker.ask('measure', people)
    exits.push(measured.exits)
    limits.push(measured.limit)
  }
  const seconds = (fired: Fired[]): number[] => fired.map((one) => one.seconds)
  const cpuUs = (fired: Fired[]): number[] => fired.map((one) => one.cpuUs / people)
  const row = (what: string, fired: Fired[], ratio: string): string[] => [
    what,
    spread(seconds(fired)),
    figure(people / median(seconds(fired))),
    spread(cpuUs(fired)),
    ratio,
  ]
  return {
    title: 'Timers',
    about: `${people.toLocaleString('en-US')} memberships end within the same second: from the tick until everybody is out, the changes are in the log and nothing is due any more.`,
    columns: ['what', 'seconds', 'exits/s', 'CPU us/exit', 'of limit by CPU'],
    rows: [
      row('read, clear and rewrite the same in the store, nothing else (limit)', limits, '1'),
      row('all out', exits, figure(median(ratios(cpuUs(limits), cpuUs(exits))))),
    ],
    notes: [
      `${rounds} rounds, one partition, state and log in LMDB, 1,000 timers per step. Every exit carries the instant at which it took effect, however late in the wave it is written down.`,
    ],
  }
}
