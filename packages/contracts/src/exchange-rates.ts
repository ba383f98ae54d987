import { z } from 'zod'
import { CurrencyCode } from './delivery.ts'

/** Days of one pair of currencies: more than 27 years. */
const DAYS_MAX = 10_000

/**
 * What `PUT /v1/exchange-rates/{from}/{to}` takes, and what `weir.config` keeps under
 * `exchange-rates:<from>/<to>`: by day, how much of `to` one unit of `from` is worth.
 */
export const ExchangeRatesInput = z.strictObject({
  rates: z
    .record(z.iso.date('expected a date, such as 2024-05-01'), z.number().positive().max(1e12).min(1e-12))
    .refine((rates) => Object.keys(rates).length <= DAYS_MAX, `at most ${DAYS_MAX} days`)
    .describe('From day to rate: what one unit of the first currency is worth in the second.'),
})
export type ExchangeRatesInput = z.infer<typeof ExchangeRatesInput>

/** A pair of currencies with its rates, as the API tells it. */
export const ExchangeRates = z.object({ from: CurrencyCode, to: CurrencyCode, ...ExchangeRatesInput.shape })
export type ExchangeRates = z.infer<typeof ExchangeRates>
