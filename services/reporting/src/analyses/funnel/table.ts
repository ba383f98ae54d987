// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { lineTable, shareColumns, suppressedColumn } from '../shared/table.ts'
import type { LineColumn } from '../shared/table.ts'
import type { FunnelStepAnswer } from './answer.ts'

type StepLine = FunnelStepAnswer & { group: string | null }

const COLUMNS: readonly LineColumn<StepLine>[] = [
  ['group', ({ group }) => group],
  ['step', ({ step }) => step],
  ['name', ({ name }) => name],
  ['reached', ({ reached }) => reached],
  ['persons', ({ persons }) => persons],
  ...shareColumns<StepLine>('rate', ({ rate }) => rate),
  ...shareColumns<StepLine>('step_rate', ({ step_rate }) => step_rate),
  ['dropped', ({ dropped }) => dropped],
  ['since_previous_median_ms', ({ since_previous }) => since_previous?.median_ms],
  ['since_previous_p90_ms', ({ since_previous }) => since_previous?.p90_ms],
  ['since_first_median_ms', ({ since_first }) => since_first?.median_ms],
  ['since_first_p90_ms', ({ since_first }) => since_first?.p90_ms],
  suppressedColumn(({ reached }) => reached === null),
]

/** A line per group and step. */
export function funnelTable(rows: readonly { group: string | null; steps: readonly FunnelStepAnswer[] }[]): Cell[][] {
  return lineTable(
    COLUMNS,
    rows.flatMap(({ group, steps }) => steps.map((step) => ({ group, ...step }))),
  )
}
