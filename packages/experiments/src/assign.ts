import { createHash } from 'node:crypto'
import type { Experiment, Holdout } from '@weir/contracts'

/** In which arm a person is, or why in none. */
export type Assignment = { arm: string } | { arm: undefined; reason: 'holdout' | 'excluded' | 'traffic' }

/**
 * Puts a person into an arm, always into the same one. Each step draws anew by a hash of its own,
 * so that no two steps, and no two experiments, have to do with each other: first the global
 * holdout, then the experiment's part of its exclusive group, then its traffic, then the arms by
 * weight. More traffic only adds people: whoever had an arm keeps it.
 * @param person 32 hex digits.
 */
export function assign(
  { id, arms, traffic, exclusive }: Pick<Experiment, 'id' | 'arms' | 'traffic' | 'exclusive'>,
  person: string,
  holdout?: Holdout,
): Assignment {
  if (drawOf('holdout', person) < (holdout?.share ?? 0)) return { arm: undefined, reason: 'holdout' }
  if (exclusive) {
    const place = drawOf(`group/${exclusive.group}`, person)
    if (place < exclusive.from || place >= exclusive.to) return { arm: undefined, reason: 'excluded' }
  }
  if (drawOf(`traffic/${id}`, person) >= traffic) return { arm: undefined, reason: 'traffic' }
  return { arm: armAt(arms, drawOf(`arm/${id}`, person)) }
}

/**
 * Where a person stands in a draw, in [0, 1): the first 52 bits of SHA-256 of `<draw>:<person>`, so
 * that any language, and SQL, finds the same.
 */
export function drawOf(draw: string, person: string): number {
  const hash = createHash('sha256').update(`${draw}:${person}`).digest()
  return (hash.readUInt32BE(0) * 2 ** 20 + (hash.readUInt32BE(4) >>> 12)) / 2 ** 52
}

function armAt(arms: Experiment['arms'], place: number): string {
  const whole = arms.reduce((sum, { weight }) => sum + weight, 0)
  let below = 0
  for (const { id, weight } of arms) {
    below += weight
    if (place * whole < below) return id
  }
  // Sums of fractions may fall short of their whole by a last digit.
  return arms.at(-1)!.id
}
