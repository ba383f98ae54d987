import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import type { StoreKind } from '../parts/pipeline.ts'
import { startWorker } from '../parts/worker.ts'
import { CHURNS } from './churn.ts'
import type { Churn } from './churn.ts'
import type { PipelineWorker } from './pipeline-worker.ts'
import type { PureVariant, PureWorker } from './pure-worker.ts'

/** As many as the segmenter keeps decoded. */
const KEPT_PEOPLE = 20_000
/** So few that their state stays in the processor's cache. */
const CACHED_PEOPLE = 500

interface Measured {
  perS: number[]
  cpuUs: number[]
  /** Membership changes per event. */
  changes: number[]
}

/** One measurement; `changes`: of memberships, where they were counted. */
interface Run {
  seconds: number
  cpuUs: number
  changes?: number
}

type Hot = ReturnType<PureWorker['hot']>
type Variant = PureVariant | `${'pure' | StoreKind} ${Churn}`
const TITLES: Record<Variant, string> = {
  plain: 'plain loop over one slab (limit)',
  cached: 'pure fold, 100 segments, 10 per event, 500 people',
  hundred: 'pure fold, 100 segments, 10 per event',
  thousand: 'pure fold, 1,000 segments, 10 per event',
  'pure calm': 'pure fold of calm traffic',
  'memory calm': 'resolve and fold of calm traffic, stores in memory',
  'lmdb calm': 'resolve and fold of calm traffic, LMDB',
  'pure usual': 'pure fold of usual traffic',
  'memory usual': 'resolve and fold of usual traffic, stores in memory',
  'lmdb usual': 'resolve and fold of usual traffic, LMDB',
  'pure restless': 'pure fold of restless traffic',
  'memory restless': 'resolve and fold of restless traffic, stores in memory',
  'lmdb restless': 'resolve and fold of restless traffic, LMDB',
}

/**
 * Folding events: the rules alone, and the whole way from the log through both steps and back to
 * the log.
 */
export async function benchFold({ quick, rounds }: Effort): Promise<Section> {
  const pureEvents = quick ? 20_000 : 200_000
  const hits = quick ? 10_000 : 30_000
  const results = new Map<Variant, Measured>()
  const hot = await measureHot(pureEvents)
  for (let round = 0; round < rounds; round++) {
    for (const variant of ['plain', 'cached', 'hundred', 'thousand'] as const) {
      note(results, variant, pureEvents, await measurePure(variant, pureEvents))
    }
    for (const churn of CHURNS) {
      note(results, `pure ${churn}`, hits, await measureChurn(churn, hits))
      for (const stores of ['memory', 'lmdb'] as const)
        note(results, `${stores} ${churn}`, hits, await measurePipeline(stores, churn, hits))
    }
  }
  return sectionOf(results, { rounds, pureEvents, hits, blobBytes: await measureBlob(), hot })
}

/** A process of its own per measurement: no heap or compiled code of the one before. */
async function measurePure(variant: PureVariant, events: number): Promise<Run> {
  await using worker = await startWorker<PureWorker>(new URL('pure-worker.ts', import.meta.url))
  return await worker.ask('measure', variant, events, variant === 'cached' ? CACHED_PEOPLE : KEPT_PEOPLE)
}

async function measureBlob(): Promise<number> {
  await using worker = await startWorker<PureWorker>(new URL('pure-worker.ts', import.meta.url))
  return await worker.ask('blobBytes')
}

async function measureHot(events: number): Promise<Hot> {
  await using worker = await startWorker<PureWorker>(new URL('pure-worker.ts', import.meta.url))
  return await worker.ask('hot', events, KEPT_PEOPLE)
}

async function measureChurn(churn: Churn, hits: number): Promise<Run> {
  await using worker = await startWorker<PureWorker>(new URL('pure-worker.ts', import.meta.url))
  return await worker.ask('churn', churn, hits)
}

async function measurePipeline(stores: StoreKind, churn: Churn, hits: number): Promise<Run> {
  await using worker = await startWorker<PipelineWorker>(new URL('pipeline-worker.ts', import.meta.url))
  return await worker.ask('measure', stores, churn, hits)
}

function note(
  results: Map<Variant, Measured>,
  variant: Variant,
  events: number,
  { seconds, cpuUs, changes = Number.NaN }: Run,
): void {
  const into = results.get(variant) ?? { perS: [], cpuUs: [], changes: [] }
  results.set(variant, into)
  into.perS.push(events / seconds)
  into.cpuUs.push(cpuUs / events)
  into.changes.push(changes / events)
}

function sectionOf(
  results: ReadonlyMap<Variant, Measured>,
  run: { rounds: number; pureEvents: number; hits: number; blobBytes: number; hot: Hot },
): Section {
  const of = (variant: Variant): Measured => results.get(variant) ?? { perS: [], cpuUs: [], changes: [] }
  const byCpu = (variant: Variant, limit: Variant): number => median(ratios(of(limit).cpuUs, of(variant).cpuUs))
  const against: readonly (readonly [Variant, Variant | undefined])[] = [
    ['plain', undefined],
    ['cached', 'plain'],
    ['hundred', 'cached'],
    ['thousand', 'hundred'],
    ...CHURNS.flatMap(
      (churn) =>
        [
          [`pure ${churn}`, undefined],
          [`memory ${churn}`, `pure ${churn}`],
          [`lmdb ${churn}`, `memory ${churn}`],
        ] as const,
    ),
  ]
  const rows = against.map(([variant, limit]) => [
    TITLES[variant],
    spread(of(variant).perS),
    spread(of(variant).cpuUs),
    of(variant).changes.some(Number.isFinite) ? figure(median(of(variant).changes)) : '-',
    limit === undefined ? '-' : `${figure(byCpu(variant, limit))} of "${TITLES[limit]}"`,
  ])
  return {
    title: 'Fold',
    about:
      'The rules alone (`applyEvent` on people in memory), and the segmenter on one partition: hits in the log, resolved, folded, with facts and memberships back in the log. Windows of 7 to 180 days with thresholds of 1 to 5, over 30 days of events. Then one stream of events for both, of people who are known, under 100 segments whose members seldom change (calm), change as in a shop (usual), or change all the time (restless).',
    columns: ['what', 'events/s', 'CPU us/event', 'changes/event', 'by CPU'],
    rows,
    notes: [
      `${run.rounds} rounds, each measurement in a fresh process; ${figure(run.pureEvents)} events for the rules after as many to warm up, of ${figure(KEPT_PEOPLE)} people (as many as the segmenter keeps decoded); ${figure(run.hits)} hits for the segmenter, of as many people, after five for each of them; drawn by Zipf's law (exponent 1/2).`,
      `1,000 segments against 100: ${figure(byCpu('thousand', 'hundred'))} of the events. LMDB against the rules alone, usual traffic: ${figure(byCpu('lmdb usual', 'pure usual'))}.`,
      `Half of the events of one person, 20 segments over sums: ${figure(run.hot.hotUs)} us of CPU for one of theirs, ${figure(run.hot.ordinaryUs)} for one of the others (${figure(run.hot.hotUs / run.hot.ordinaryUs)}).`,
      `Somebody with ten events takes ${run.blobBytes} bytes of state under 100 segments.`,
    ],
  }
}
