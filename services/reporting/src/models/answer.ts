import { MODEL_STATES, ModelCard, Publication } from '@weir/contracts'
import type { ModelRun, StoredLookalike, StoredModel } from '@weir/contracts'
import { z } from 'zod'
import { iso } from '../shared/iso.ts'

const Instants = { from: z.string(), to: z.string(), trained_at: z.string(), cuts: z.array(z.string()) }

/** How far it is, and what came of it. */
export const LearntAnswer = {
  state: z.enum(MODEL_STATES),
  task: z.enum(['train', 'score']).describe('What is done now, or was last'),
  progress: z.number().describe('0 to 1'),
  asked_at: z.string(),
  as_of: z.string().describe('Until when what happened is known to it'),
  ended_at: z.string().nullable(),
  reason: z.string().nullable().describe('Why it failed'),
  version: z.int().describe('Of what was learnt last; 0: nothing yet'),
  card: z.object({ ...ModelCard.shape, ...Instants }).nullable(),
  published: z
    .object({ ...Publication.shape, at: z.string() })
    .nullable()
    .describe('What everybody has a score of now'),
}

interface Shown {
  state: ModelRun['state']
  task: ModelRun['task']
  progress: number
  asked_at: string
  as_of: string
  ended_at: string | null
  reason: string | null
  version: number
  card: (Omit<ModelCard, keyof typeof Instants> & { from: string; to: string; trained_at: string; cuts: string[] }) | null
  published: (Omit<Publication, 'at'> & { at: string }) | null
}

export function learntAnswer({ run, version, card, published }: StoredModel | StoredLookalike): Shown {
  return {
    state: run.state,
    task: run.task,
    progress: run.progress,
    asked_at: iso(run.asked_at),
    as_of: iso(run.as_of),
    ended_at: run.ended_at === undefined ? null : iso(run.ended_at),
    reason: run.reason ?? null,
    version,
    card: card
      ? { ...card, from: iso(card.from), to: iso(card.to), trained_at: iso(card.trained_at), cuts: card.cuts.map(iso) }
      : null,
    published: published ? { ...published, at: iso(published.at) } : null,
  }
}
