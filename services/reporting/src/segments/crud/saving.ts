// Held by route.test.ts
import type { SegmentInput } from '@weir/contracts'
import type { z } from 'zod'
import type { ReportingDeps } from '../../shared/deps.ts'
import type { Costs } from '../cost/cost.ts'
import type { CountMatchable } from '../members/matchable.ts'
import { WarningsAnswer } from '../warnings/unseen.ts'
import type { Warn } from '../warnings/unseen.ts'
import { createAnswers, SegmentAnswer } from './answer.ts'
import { mustStand } from './candidate.ts'
import type { ChangedBy } from './keeping.ts'
import type { DefinitionStore } from './definitions.ts'

/** What saving a segment answers. */
export const SavedSegment = SegmentAnswer.extend({ warnings: WarningsAnswer })

/** The one way in which a segment is saved: checked, affordable, and followed when it answers. */
export type SaveSegment = (id: string, input: SegmentInput, by: ChangedBy) => Promise<z.input<typeof SavedSegment>>

interface SavingParts {
  definitions: DefinitionStore
  costs: Costs
  matchable: CountMatchable
  warn: Warn
}

/** @throws (the function made) WeirError invalid_field, conflict. */
export function createSaving(deps: ReportingDeps, { definitions, costs, matchable, warn }: SavingParts): SaveSegment {
  const answers = createAnswers(deps, costs, matchable)
  return async (id, input, by) => {
    const candidate = mustStand(deps.config, id, input)
    // Looked up while the segment is saved: neither waits for the other.
    const warnings = warn(input.rule)
    const cost = await costs.mustAfford(candidate)
    const saved = await definitions.save(id, input, by)
    return { ...(await answers.one(saved, cost)), ...(await warnings) }
  }
}
