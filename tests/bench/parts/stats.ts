/** One figure, once per round. */
export type Sample = readonly number[]

export function median(sample: Sample): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * The ratio round by round: what disturbed one side of a round mostly disturbed the other as well.
 */
export function ratios(above: Sample, below: Sample): Sample {
  return above.map((value, i) => value / (below[i] ?? Number.NaN))
}

/** `12,300 (11,900-12,800)`: median, smallest and largest. */
export function spread(sample: Sample): string {
  return `${figure(median(sample))} (${figure(Math.min(...sample))}-${figure(Math.max(...sample))})`
}

/** Three digits are as many as a shared machine can give. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-'
  return value >= 1000
    ? Number(value.toPrecision(3)).toLocaleString('en-US')
    : String(Number(value.toPrecision(value < 1 ? 2 : 3)))
}
