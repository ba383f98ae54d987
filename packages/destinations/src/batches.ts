/** How much a row takes of a request. */
export interface Weight {
  rows: number
  bytes: number
}

/**
 * Cuts rows into requests, none of which passes a limit; a row that is larger than a request by
 * itself is a request of its own.
 * @param limits of one request.
 */
export function fillBatches<T>(rows: readonly T[], weigh: (row: T) => Weight, limits: Weight): T[][] {
  const batches: T[][] = []
  let batch: T[] = []
  let full: Weight = { rows: 0, bytes: 0 }
  for (const row of rows) {
    const weight = weigh(row)
    const sum = { rows: full.rows + weight.rows, bytes: full.bytes + weight.bytes }
    if (batch.length > 0 && (sum.rows > limits.rows || sum.bytes > limits.bytes)) {
      batches.push(batch)
      batch = []
      full = weight
    } else full = sum
    batch.push(row)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
