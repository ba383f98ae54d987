import type { Experiment, ExperimentInput, ExperimentMetric, FieldFault } from '@weir/contracts'
import { isDeepStrictEqual } from 'node:util'
import type { PlacedSelector } from '../analyses/shared/body.ts'

/** All metrics with the place of each in the body, the primary one first. */
export function placedMetrics(
  input: Pick<ExperimentInput, 'primary' | 'guardrails' | 'secondary'>,
): { at: string; metric: ExperimentMetric }[] {
  const placed = (field: 'guardrails' | 'secondary'): { at: string; metric: ExperimentMetric }[] =>
    input[field].map((metric, i) => ({ at: `${field}.${i}`, metric }))
  return [{ at: 'primary', metric: input.primary }, ...placed('guardrails'), ...placed('secondary')]
}

/** The selectors of a metric. */
export function selectorsOf({ at, metric }: { at: string; metric: ExperimentMetric }): PlacedSelector[] {
  const own = { at: `${at}.event`, event: metric.event }
  return metric.kind === 'ratio' ? [own, { at: `${at}.per.event`, event: metric.per.event }] : [own]
}

/**
 * What is wrong with an experiment beside its form.
 * @param others those that are kept, itself not among them.
 */
export function experimentFaults(
  input: ExperimentInput,
  others: readonly Experiment[],
  hasSegment: (id: string) => boolean,
): FieldFault[] {
  const { arms, segment, starts_at: start, ends_at: end } = input
  const metrics = placedMetrics(input)
  return [
    ...repeated(arms.map(({ id }) => id)).map((i) => ({
      path: `arms.${i}.id`,
      message: 'is the id of another arm: name it otherwise',
    })),
    ...repeated(metrics.map(({ metric }) => metric.id)).map((i) => ({
      path: `${metrics[i]!.at}.id`,
      message: 'is the id of another metric: name it otherwise',
    })),
    ...(segment !== undefined && !hasSegment(segment) ? [{ path: 'segment', message: 'there is no segment with this id' }] : []),
    ...(end !== undefined && Date.parse(end) <= Date.parse(start)
      ? [{ path: 'ends_at', message: 'must be after "starts_at"' }]
      : []),
    ...exclusiveFaults(input, others),
  ]
}

/**
 * Fields that say who is in which arm, and what decides: they stand once people may have been
 * assigned.
 */
const FIXED = ['arms', 'exclusive', 'starts_at', 'primary', 'alpha', 'window', 'correction'] as const

/** The fields that would change what people were assigned or measured by. */
export function changedFields(before: Experiment, after: ExperimentInput): string[] {
  return FIXED.filter((field) => !isDeepStrictEqual(before[field], after[field]))
}

function exclusiveFaults({ exclusive, starts_at, ends_at }: ExperimentInput, others: readonly Experiment[]): FieldFault[] {
  if (!exclusive) return []
  const rival = others.find(
    (other) =>
      other.exclusive?.group === exclusive.group &&
      other.exclusive.from < exclusive.to &&
      exclusive.from < other.exclusive.to &&
      Date.parse(other.starts_at) < endOf(ends_at) &&
      Date.parse(starts_at) < endOf(other.ends_at),
  )
  if (!rival?.exclusive) return []
  const { from, to } = rival.exclusive
  const message = `the experiment "${rival.id}" has ${from} to ${to} of this group at the same time: take another part, or another time`
  return [{ path: 'exclusive', message }]
}

function endOf(end: string | undefined): number {
  return end === undefined ? Infinity : Date.parse(end)
}

/** The places of ids that stand there already. */
function repeated(ids: readonly string[]): number[] {
  return ids.flatMap((id, i) => (ids.indexOf(id) < i ? [i] : []))
}
