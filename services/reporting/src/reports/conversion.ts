// Held by conversion.test.ts
import type { ExchangeRates } from '@weir/contracts'

/** Money in one currency on one day of the report's zone (`YYYY-MM-DD`). */
export interface MoneyDay {
  currency: string
  day: string
}

/** The rates with which a report is converted, and what there are none for. */
export interface Conversion {
  to: string
  used: (MoneyDay & { rate: number })[]
  missing: MoneyDay[]
}

/**
 * Looks up the rates of what there is to convert. Money of that currency itself needs none; of
 * money whose currency was not named nothing is known.
 */
export function conversionOf(to: string, days: readonly MoneyDay[], rates: ReadonlyMap<string, ExchangeRates>): Conversion {
  const conversion: Conversion = { to, used: [], missing: [] }
  for (const { currency, day } of days) {
    if (currency === to) continue
    const rate = rates.get(`${currency}/${to}`)?.rates[day]
    if (rate === undefined) conversion.missing.push({ currency, day })
    else conversion.used.push({ currency, day, rate })
  }
  return conversion
}
