import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

/** What a file of {@link writeDeliveryFile} adds up to. */
export interface DeliveryFile {
  impressions: number
  clicks: number
  /** Exact, in millionths. */
  spend: bigint
}

/** Writes a CSV of daily rows of ads: quoted names, amounts of six places, ids beyond 2^53. */
export async function writeDeliveryFile(path: string, rows: number): Promise<DeliveryFile> {
  const file = createWriteStream(path)
  const sums: DeliveryFile = { impressions: 0, clicks: 0, spend: 0n }
  file.write('day,campaign_id,adgroup_id,ad_id,ad_name,impressions,clicks,spend,currency\n')
  for (let i = 0; i < rows; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + (i % 300))).toISOString().slice(0, 10)
    const ad = 9_007_199_254_740_993n + BigInt(Math.floor(i / 300))
    const [impressions, clicks, micros] = [i % 1000, i % 7, BigInt(i % 2_000_003)]
    const spend = `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`
    const line = `${day},c${i % 50},g${i % 500},${ad},"Ad ""${i}"", new",${impressions},${clicks},${spend},EUR\n`
    sums.impressions += impressions
    sums.clicks += clicks
    sums.spend += micros
    if (!file.write(line)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  return sums
}
