// Held by route.test.ts
import type { Experiment, ExperimentMetric } from '@weir/contracts'
import { compareArms, decide, outlook, sampleRatioMismatch, upliftCost, upliftOf } from '@weir/experiments'
import type { ArmMoments, Advice, Judged, RatioMismatch, Outlook, ArmCounts, Uplift, UpliftCost } from '@weir/experiments'
import { benjaminiHochberg, holm } from '@weir/statistics'
import type { ArmSpend, SliceCount } from './query.ts'

/** What the warehouse said of an experiment. */
export interface CountedResults {
  slices: readonly SliceCount[]
  /** In the order of the metrics, the primary one first. */
  moments: readonly { role: MetricRole; metric: ExperimentMetric; arms: ReadonlyMap<string, ArmMoments> }[]
  spend: readonly ArmSpend[]
}

export type MetricRole = 'primary' | 'guardrail' | 'secondary'

/** A metric of an arm beside the control; `p` is corrected. */
export interface ResultRow extends Judged {
  role: MetricRole
  people: number
  uplift: Uplift | undefined
  costs: { currency: string; cost: UpliftCost }[]
}

export interface Analysis {
  people: Map<string, number>
  strays: number
  mismatch: RatioMismatch
  rows: ResultRow[]
  outlook: Outlook
  decision: Advice
}

const DAY_MS = 86_400_000
const NOBODY: ArmMoments = {
  units: 0,
  metric: 0,
  per: 0,
  covariate: 0,
  metricSquared: 0,
  perSquared: 0,
  covariateSquared: 0,
  metricPer: 0,
  metricCovariate: 0,
}

/** Works out what came of an experiment. @param until as the warehouse was asked. */
export function analyse(experiment: Experiment, found: CountedResults, until: number): Analysis {
  const arms = experiment.arms.map(({ id }) => id)
  const people = new Map(arms.map((arm) => [arm, 0]))
  for (const { by, arm, people: count } of found.slices) if (by === 'all') people.set(arm, count)
  const weights = experiment.arms.map(({ weight }) => weight)
  const mismatch = sampleRatioMismatch(slicesOf(found.slices, arms), weights)
  const rows = corrected(experiment, rowsOf(experiment, found, people))
  const total = [...people.values()].reduce((sum, one) => sum + one, 0)
  const since = Math.min(...found.slices.filter(({ by }) => by === 'all').map((slice) => slice.since))
  const control = found.moments[0]?.arms.get(arms[0]!) ?? NOBODY
  const left = outlook(control, total, (until - since) / DAY_MS, { ...experiment, weights })
  const decision = decide({
    alpha: experiment.alpha,
    peopleMin: Math.min(...people.values()),
    people: total,
    mismatch,
    primary: rows.filter(({ role }) => role === 'primary'),
    guardrails: rows.filter(({ role }) => role === 'guardrail'),
    outlook: left,
  })
  const strays = found.slices.find(({ by }) => by === 'stray')?.people ?? 0
  return { people, strays, mismatch, rows, outlook: left, decision }
}

function rowsOf(experiment: Experiment, { moments, spend }: CountedResults, people: ReadonlyMap<string, number>): ResultRow[] {
  const [control, ...treated] = experiment.arms.map(({ id }) => id)
  return moments.flatMap(({ role, metric, arms }) =>
    treated.map((arm): ResultRow => {
      const comparison = compareArms(metric.kind, arms.get(arm) ?? NOBODY, arms.get(control!) ?? NOBODY, experiment.alpha)
      const [armPeople, controlPeople] = [people.get(arm) ?? 0, people.get(control!) ?? 0]
      const uplift = metric.kind === 'share' && comparison.effect ? upliftOf(comparison.effect, armPeople) : undefined
      const spent = (of: string, currency: string): number =>
        spend.find((one) => one.arm === of && one.currency === currency)?.spent ?? 0
      const costs = [...new Set(spend.map(({ currency }) => currency))].flatMap((currency) => {
        const amounts = { treated: spent(arm, currency), control: spent(control!, currency) }
        const cost = uplift && upliftCost(uplift, { ...amounts, treatedPeople: armPeople, controlPeople })
        return cost ? [{ currency, cost }] : []
      })
      return {
        role,
        arm,
        metric: metric.id,
        better: metric.better,
        comparison,
        p: comparison.pAlways,
        people: armPeople,
        uplift,
        costs,
      }
    }),
  )
}

/**
 * P values of several arms and metrics, corrected: those of the primary metric over the arms by
 * Holm's procedure, those of secondary metrics over both as the experiment says. Guard-rails stay
 * as they are: correcting them would find harm later.
 */
function corrected({ correction }: Experiment, rows: readonly ResultRow[]): ResultRow[] {
  const over = (role: MetricRole, correct: (values: readonly number[]) => number[]): ResultRow[] => {
    const own = rows.filter((row) => row.role === role)
    const values = correct(own.map(({ p }) => p ?? Number.NaN))
    return own.map((row, i) => ({ ...row, p: Number.isNaN(values[i]) ? undefined : values[i] }))
  }
  const secondary = over('secondary', correction === 'holm' ? holm : benjaminiHochberg)
  return [...over('primary', holm), ...rows.filter(({ role }) => role === 'guardrail'), ...secondary]
}

/** Counts by part and arm as one count per arm, in the order of the arms. */
function slicesOf(counts: readonly SliceCount[], arms: readonly string[]): ArmCounts[] {
  const slices = new Map<string, { by: ArmCounts['by']; key: string; people: number[] }>()
  for (const { by, key, arm, people } of counts) {
    if (by === 'stray') continue
    const name = JSON.stringify([by, key])
    const slice = slices.get(name) ?? { by, key, people: arms.map(() => 0) }
    slice.people[arms.indexOf(arm)] = people
    slices.set(name, slice)
  }
  return [...slices.values()]
}
