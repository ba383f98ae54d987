// Held by keep-rollups.test.ts
import {
  attributeDays,
  batchesOf,
  daysToAttribute,
  daysToRollUp,
  deleteAttributedRuns,
  deleteRuns,
  oldAttributedRuns,
  oldRuns,
  rollUpDay,
} from '@weir/warehouse'
import type { FactDay, TouchDay, Warehouse } from '@weir/warehouse'

/** Something that is made of facts day by day, and again when they are others. */
export interface RollupKind<Day extends { day: string | number; digest: string }> {
  name: 'cells' | 'conversions'
  /** The days that are to be done, the oldest first. */
  days(): Promise<Day[]>
  /** Those that are done at once. */
  batches(days: readonly Day[]): Day[][]
  /** @returns how many of the days were the same until the end. */
  make(batch: readonly Day[]): Promise<number>
  /** Runs whose rows count no more. */
  old(): Promise<number[]>
  delete(runs: readonly number[]): Promise<void>
}

/** Sums about ads. */
export function cellsKind(warehouse: Warehouse): RollupKind<FactDay> {
  return {
    name: 'cells',
    days: () => daysToRollUp(warehouse),
    batches: (days) => days.map((day) => [day]),
    make: async ([day]) => (day !== undefined && (await rollUpDay(warehouse, day)) ? 1 : 0),
    old: () => oldRuns(warehouse),
    delete: (runs) => deleteRuns(warehouse, runs),
  }
}

/** Conversions with the touches before them. */
export function conversionsKind(warehouse: Warehouse): RollupKind<TouchDay> {
  return {
    name: 'conversions',
    days: () => daysToAttribute(warehouse),
    batches: batchesOf,
    make: (batch) => attributeDays(warehouse, batch),
    old: () => oldAttributedRuns(warehouse),
    delete: (runs) => deleteAttributedRuns(warehouse, runs),
  }
}
