// Held by ../../reports/params.test.ts
import { z } from 'zod'
import type { MoneyForm } from './rows.ts'

/** `currency=` of a report: how its money is written. */
export const MoneyParam = z
  .enum(['columns', 'rows'], 'expected "columns" or "rows"')
  .default('columns')
  .transform((form): MoneyForm => form)
  .describe('columns: one row per group, amounts by currency in it. rows: a row per currency.')

/** The same of a report that can convert it. */
export const ConvertedMoneyParam = z
  .string()
  .regex(/^(?:columns|rows|[A-Z]{3})$/, 'expected "columns", "rows", or three capital letters (ISO 4217), such as EUR')
  .default('columns')
  .transform((form): MoneyForm => (form === 'columns' || form === 'rows' ? form : { in: form }))
  .describe(
    'columns: one row per group, amounts by currency in it. rows: a row per currency. A currency: all amounts in it, by the rates of PUT /v1/exchange-rates.',
  )

/** A cell of an answer. */
export const CellSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.record(z.string(), z.union([z.number(), z.null()])),
])
