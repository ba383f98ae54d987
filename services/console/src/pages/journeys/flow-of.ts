import type { JourneyShown, JourneyStepsShown } from '../../api/plan-queries.ts'

type Place = JourneyShown['places'][number]
type StepFigures = JourneyStepsShown['steps'][number]

/** A step as it is drawn: where it comes from, who is there, and who came through. */
export interface FlowStep {
  id: string
  /** What it is called: none of the entry and the goal, and of steps without a name. */
  name?: string | undefined
  /** The step before it; of the entry and the goal none. */
  after?: string | undefined
  wait?: string | undefined
  place?: Place | undefined
  figures?: StepFigures | undefined
}

/**
 * The steps of a journey in levels: the entry, then whatever is equally far from it side by side,
 * and the goal below all of them.
 */
export function flowOf(
  { steps, goal, places }: Pick<JourneyShown, 'steps' | 'places' | 'goal'>,
  figures: readonly StepFigures[],
): FlowStep[][] {
  const found = (id: string): Pick<FlowStep, 'id' | 'place' | 'figures'> => ({
    id,
    place: places.find(({ step }) => step === id),
    figures: figures.find(({ step }) => step === id),
  })
  const levels: FlowStep[][] = [[found('entry')]]
  const depths = new Map([['entry', 0]])
  steps.forEach(({ id, name, after = steps[steps.findIndex((step) => step.id === id) - 1]?.id ?? 'entry', wait }) => {
    const depth = (depths.get(after) ?? 0) + 1
    depths.set(id, depth)
    const level = (levels[depth] ??= [])
    level.push({ ...found(id), name, after, wait })
  })
  return goal === undefined ? levels : [...levels, [found('goal')]]
}
