// Held by publish.test.ts, tests/e2e/models.e2e.test.ts
import { lookalikeTrait, scoreTrait } from '@weir/contracts'
import { featureColumns, HASHES, rowsOf } from './examples.ts'
import type { RowSource } from './examples.ts'
import { ModellingFault } from './fault.ts'
import { queryKnown } from './features/query.ts'
import type { KeptModel } from './keep.ts'
import type { Learner } from './learning/learner.ts'

/** Puts scores on the log, from an instant on (Unix ms); null takes one back. */
export type PublishScores = (
  scored: { model: string } | { lookalike: string },
  scores: readonly { person: string; value: number | null }[],
  at: number,
) => Promise<void>

/** What is published, of whom, and since when it counts. */
export interface Publishing {
  scored: { model: string } | { lookalike: string }
  kept: KeptModel
  at: number
  /** Segments whose members get no score. */
  exclude: readonly string[]
  /** The segment whose members are not counted where a share of people is meant. */
  seed?: string
}

/** One question is about so many people. */
const PEOPLE_PER_QUESTION = 50_000

/**
 * Scores everybody who may be scored, and takes back the scores of all others who have one. Done
 * again after it was cut short it does the same: an event's id follows from the model, the person,
 * the instant and the score. What is taken back is so a moment later, whatever was said before.
 * @param told how far it is, 0 to 1.
 * @returns the scores in ascending order, without those of the seed's members; how many people got
 *   one, and from how many one was taken back.
 * @throws ModellingFault where nobody may be scored.
 */
export async function publishAll(
  source: RowSource,
  learner: Learner,
  publish: PublishScores,
  { scored, kept, at, exclude, seed }: Publishing,
  told: (progress: number) => Promise<void>,
): Promise<{ values: Float64Array; people: number; retracted: number }> {
  const known = await queryKnown(source.warehouse, at)
  const questions = Math.max(1, Math.ceil(known.people / PEOPLE_PER_QUESTION))
  const edge = (i: number): number => Math.round((i * HASHES) / questions)
  const trait = 'model' in scored ? scoreTrait(scored.model) : lookalikeTrait(scored.lookalike)
  const about = { features: kept.features, lookbackMs: kept.lookbackMs, cuts: [at], scored: trait }
  const values: number[] = []
  const segments = seed === undefined ? exclude : [...exclude, seed]
  let [people, retracted] = [0, 0]
  await learner.take(kept.model)
  for (let i = 0; i < questions; i++) {
    for await (const rows of rowsOf(source, { ...about, from: edge(i), to: edge(i + 1) }, segments)) {
      const isScored = ({ who, is_known: isKnown }: (typeof rows)[number]): boolean =>
        who.may && isKnown > 0 && !exclude.some((segment) => who.segments.has(segment))
      const those = rows.filter(isScored)
      const taken = rows.filter((row) => row.is_scored > 0 && !isScored(row))
      const chances = those.length === 0 ? [] : await learner.predict(featureColumns(those, kept.features.length))
      const scores = those.map(({ person }, place) => ({ person, value: chances[place]! }))
      if (scores.length > 0) await publish(scored, scores, at)
      if (taken.length > 0)
        await publish(
          scored,
          taken.map(({ person }) => ({ person, value: null })),
          at + 1,
        )
      those.forEach(({ who }, place) => {
        if (seed === undefined || !who.segments.has(seed)) values.push(chances[place]!)
      })
      people += those.length
      retracted += taken.length
    }
    await told((i + 1) / questions)
  }
  if (people === 0) throw new ModellingFault('nobody may be scored: nobody known grants modelling')
  if (values.length === 0) throw new ModellingFault('everybody is a member: nobody is left to be like them')
  return { values: Float64Array.from(values).sort(), people, retracted }
}

/** The 99 scores that so many percent of the people do not reach. @param values ascending. */
export function percentilesOf(values: Float64Array): number[] {
  return Array.from({ length: 99 }, (_, i) => values[Math.floor(((i + 1) * values.length) / 100)]!)
}

/** More than so many times its size a lookalike is not: then people of one score are left out. */
const OVERSHOOT_MAX = 1.5

/**
 * The score that so large a share of the people reaches. People of one score stay together: with
 * them it is more than the size. Where that is more than 1.5 times as much they are all left out,
 * unless they are the best.
 * @param values ascending.
 * @returns beside it the share of the people that reaches it.
 */
export function sizeValue(values: Float64Array, size: number): { value: number; reached: number } {
  const { length } = values
  const least = values[length - Math.max(1, Math.round(size * length))]!
  const first = values.indexOf(least)
  const better = values.lastIndexOf(least) + 1
  const isTooMany = (length - first) / length > OVERSHOOT_MAX * size
  const from = isTooMany && better < length ? better : first
  return { value: values[from]!, reached: (length - from) / length }
}
