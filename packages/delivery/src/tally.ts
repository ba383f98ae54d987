import { DELIVERY_COUNTS, DELIVERY_MONEY } from '@weir/contracts'
import type { DeliveryCount, DeliveryMoney, DeliveryRow } from '@weir/contracts'

/** What an import adds up to, to be compared with what the platform shows. */
export interface DeliverySums {
  /** Rows by level and span of time: rows of different ones are about the same delivery. */
  rows: Record<string, number>
  /** The first and the last day; null where no row has one. */
  days: { from: string; to: string } | null
  /** Sums of what was stated. Reach is not here: it does not add up. */
  counts: Partial<Record<DeliveryCount, number>>
  /** By currency, exact. */
  money: Record<string, Partial<Record<DeliveryMoney, string>>>
}

/** Adds up the rows of an import. */
export function createDeliveryTally(): { add(rows: readonly DeliveryRow[]): void; sums(): DeliverySums } {
  const rows: Record<string, number> = {}
  const counts: Partial<Record<DeliveryCount, number>> = {}
  const money = new Map<string, Partial<Record<DeliveryMoney, bigint>>>()
  let [from, to] = ['', '']
  const addMoney = (row: DeliveryRow): void => {
    for (const field of DELIVERY_MONEY) {
      const amount = row[field]
      if (amount === undefined) continue
      const sums = money.get(row.currency) ?? {}
      money.set(row.currency, sums)
      sums[field] = (sums[field] ?? 0n) + millionths(amount)
    }
  }
  const addOne = (row: DeliveryRow): void => {
    const kind = `${row.level} by ${row.grain}${row.breakdown === '' ? '' : ` and ${Object.keys(JSON.parse(row.breakdown)).join(', ')}`}`
    rows[kind] = (rows[kind] ?? 0) + 1
    if (row.grain !== 'lifetime') {
      const day = row.starts.slice(0, 10)
      if (from === '' || day < from) from = day
      if (row.ends > to) to = row.ends
    }
    for (const field of DELIVERY_COUNTS) {
      const count = row[field]
      if (count !== undefined && field !== 'reach') counts[field] = (counts[field] ?? 0) + count
    }
    addMoney(row)
  }
  return {
    add: (added) => added.forEach(addOne),
    sums: () => ({
      rows,
      days: from === '' ? null : { from, to },
      counts,
      money: Object.fromEntries(
        [...money].map(([currency, sums]) => [
          currency,
          Object.fromEntries(Object.entries(sums).map(([field, sum]) => [field, decimal(sum)])),
        ]),
      ),
    }),
  }
}

const PLACES = 12

/** The exact sum of two decimals of at most twelve places, as text. */
export function addDecimals(a: string, b: string): string {
  return decimal(millionths(a) + millionths(b))
}

function millionths(amount: string): bigint {
  const [whole = '0', places = ''] = amount.replace('-', '').split('.')
  const size = BigInt(whole + places.padEnd(PLACES, '0'))
  return amount.startsWith('-') ? -size : size
}

function decimal(sum: bigint): string {
  const digits = String(sum < 0n ? -sum : sum).padStart(PLACES + 1, '0')
  const [whole, places] = [digits.slice(0, -PLACES), digits.slice(-PLACES).replace(/0+$/, '')]
  return `${sum < 0n ? '-' : ''}${whole}${places === '' ? '' : `.${places}`}`
}
