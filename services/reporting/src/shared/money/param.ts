// Held by ../../reports/params.test.ts
import { z } from 'zod'
import type { MoneyForm } from './rows.ts'

/** `currency=` of a report: how its money is written. */
export const MoneyParam = z
  .enum(['columns', 'rows'], 'expected "columns" or "rows"')
  .default('columns')
  .transform((form): MoneyForm => form)
  .describe('columns: one row per group, amounts by currency in it. rows: a row per currency.')

/** A cell of an answer. */
export const CellSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.record(z.string(), z.union([z.number(), z.null()])),
])
