import { durationMs } from '@weir/contracts'
import type { ModelCard, StoredLookalike, StoredModel, StoredSegment } from '@weir/contracts'
import { POSITIVES_MIN } from '@weir/scoring'
import { cardOf, partSizes } from './card.ts'
import type { CardParts } from './card.ts'
import { EXAMPLES_MAX, HASHES, readExamples } from './examples.ts'
import type { RowSource, Sorting } from './examples.ts'
import { ModellingFault } from './fault.ts'
import { exampleCuts } from './features/cuts.ts'
import { featuresFor } from './features/feature.ts'
import { withoutSeed } from './features/seed.ts'
import { queryKnown, querySeenValues } from './features/query.ts'
import type { FeatureQuestion } from './features/query.ts'
import type { KeptModel } from './keep.ts'
import type { Learner } from './learning/learner.ts'

/** What came of a training. */
export interface Trained {
  kept: KeptModel
  card: ModelCard
}

type Asked<T> = { asked: T; version: number; trainedAt: number }

/**
 * Learns who does it within the horizon. Fits to the cuts but two, calibrates by the last but one
 * and judges by the last: nothing is learnt from what came later.
 * @throws ModellingFault where there is too little of anything.
 */
export async function trainModel(source: RowSource, learner: Learner, { asked, ...made }: Asked<StoredModel>): Promise<Trained> {
  const { as_of: asOf } = asked.run
  const [horizonMs, lookbackMs] = [durationMs(asked.horizon), durationMs(asked.lookback)]
  const known = await queryKnown(source.warehouse, asOf)
  mustBeSomebody(known.people)
  const cuts = exampleCuts(asOf, horizonMs, known.first)
  const places = new Map(cuts.map((cut, i) => [cut, i === cuts.length - 1 ? 2 : i === cuts.length - 2 ? 1 : 0] as const))
  const sorting: Sorting = { partOf: ({ cut }) => places.get(cut)!, labelOf: ({ label }) => label > 0 }
  // Which features there are must not be told by what came after a cut.
  const seen = await querySeenValues(source.warehouse, cuts[0]! - lookbackMs, cuts[0]!)
  const question = {
    features: featuresFor(seen),
    cuts,
    lookbackMs,
    label: { conversion: asked.conversion, horizonMs },
    ...sampleOf(known.people * cuts.length),
  }
  return learn(source, learner, { question, segments: [], sorting, to: asOf, ...made })
}

/**
 * Learns what tells the members of a segment from a sample of everybody: members are positive, all
 * others unlabelled. By chance 60 % fit, 20 % calibrate and 20 % judge: at one instant there is no
 * later. What the segment's own rule names is no feature: it would find members, not their likes.
 * @throws ModellingFault where there is too little of anything.
 */
export async function trainLookalike(
  source: RowSource,
  learner: Learner,
  {
    asked,
    segment,
    segments,
    ...made
  }: Asked<StoredLookalike> & { segment: string; segments: readonly Pick<StoredSegment, 'id' | 'rule'>[] },
): Promise<Trained> {
  const { as_of: asOf } = asked.run
  const lookbackMs = durationMs(asked.lookback)
  const { people } = await queryKnown(source.warehouse, asOf)
  mustBeSomebody(people)
  const seed = segments.find(({ id }) => id === segment)
  if (!seed) throw new ModellingFault('the segment was deleted')
  const seen = await querySeenValues(source.warehouse, asOf - lookbackMs, asOf)
  const question = { features: featuresFor(withoutSeed(seen, seed, segments)), cuts: [asOf], lookbackMs, ...sampleOf(people) }
  const sorting: Sorting = { partOf: ({ person }) => partOfPerson(person), labelOf: ({ who }) => who.segments.has(segment) }
  return learn(source, learner, { question, segments: [segment], sorting, to: asOf, check: mustBeSeed, ...made })
}

interface Learning extends Omit<Asked<never>, 'asked'> {
  question: FeatureQuestion
  segments: readonly string[]
  sorting: Sorting
  to: number
  /** Whether there is enough of everything, in words that fit what was asked. */
  check?: (parts: CardParts['parts']) => void
}

async function learn(source: RowSource, learner: Learner, learning: Learning): Promise<Trained> {
  const { question, segments, sorting, to, version, trainedAt } = learning
  const { features, cuts, lookbackMs } = question
  const { parts, cold } = await readExamples(source, question, segments, sorting)
  // Its arrays are gone once the thread has them.
  const sizes = partSizes(parts)
  learning.check?.(sizes)
  const { model, examination } = await learner.train(parts)
  const card = cardOf(model, examination, {
    version,
    trainedAt,
    features,
    cuts,
    from: cuts[0]! - lookbackMs,
    to,
    share: question.to / HASHES,
    parts: sizes,
    cold,
  })
  return { kept: { features, lookbackMs, model }, card }
}

/** Always the same people: those whose hash comes first. */
function sampleOf(examples: number): { from: number; to: number } {
  return { from: 0, to: Math.max(1, Math.min(HASHES, Math.floor((EXAMPLES_MAX / examples) * HASHES))) }
}

/** An id is a hash: its first digits are chance, and the same each time. */
function partOfPerson(person: string): 0 | 1 | 2 {
  const place = Number.parseInt(person.slice(0, 8), 16) / 0x1_0000_0000
  return place < 0.6 ? 0 : place < 0.8 ? 1 : 2
}

function mustBeSomebody(people: number): void {
  if (people === 0) throw new ModellingFault('nobody who may be modelled has done anything yet')
}

/** @throws ModellingFault where a part has too few members of the seed, or too few others. */
function mustBeSeed(parts: CardParts['parts']): void {
  const all = parts.reduce((sum, { size }) => sum + size, 0)
  const members = parts.reduce((sum, { positives }) => sum + positives, 0)
  const needed = `about ${5 * POSITIVES_MIN} are needed, so that each part has ${POSITIVES_MIN}`
  if (parts.some(({ positives }) => positives < POSITIVES_MIN))
    throw new ModellingFault(
      `the seed has too few members who may be modelled: ${members} of the ${all} people who were looked at; ${needed}`,
    )
  if (parts.some(({ size, positives }) => size - positives < POSITIVES_MIN))
    throw new ModellingFault(
      `too few people are no members of the seed: ${all - members} of the ${all} people who were looked at; ${needed}`,
    )
}
