import type { ExperimentShown } from '../../api/experiment-queries.ts'

export const EXPERIMENT_STATES = ['running', 'planned', 'stopped'] as const

/** Those of a state that have a text in their words: running ones first, then the newest. */
export function chosenExperiments<E extends Pick<ExperimentShown, 'id' | 'name' | 'hypothesis' | 'state' | 'starts_at'>>(
  all: readonly E[],
  text: string,
  state: string | undefined,
): E[] {
  const wanted = text.trim().toLowerCase()
  const rank = (one: E): number => EXPERIMENT_STATES.indexOf(one.state)
  return all
    .filter((one) => state === undefined || one.state === state)
    .filter(({ id, name, hypothesis }) => [id, name, hypothesis].some((part) => part.toLowerCase().includes(wanted)))
    .toSorted((a, b) => rank(a) - rank(b) || b.starts_at.localeCompare(a.starts_at) || a.id.localeCompare(b.id))
}
