import { ID_TYPES, identifierDigest, WeirError } from '@weir/contracts'
import { assign } from '@weir/experiments'
import { z } from 'zod'
import { readKey } from '../people/key.ts'
import { membershipsOf } from '../people/memberships.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { FoundPerson } from '../shared/find-people.ts'
import { EXPERIMENT_TAGS, ExperimentParams, mustFindExperiment, stateAt } from './route.ts'

const Query = z
  .strictObject({
    person: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'expected an id of 32 hex digits')
      .exactOptional(),
    identifier: z
      .string()
      .min(3)
      .max(2_048)
      .exactOptional()
      .describe(`TYPE:VALUE with a type of ${ID_TYPES.join(', ')}.`),
  })
  .refine(({ person, identifier }) => (person === undefined) !== (identifier === undefined), {
    error: 'give exactly one of person and identifier',
    path: ['person'],
  })

const Answer = z.object({
  experiment: z.string(),
  person: z.string(),
  arm: z.string().nullable(),
  reason: z
    .enum(['assigned', 'holdout', 'excluded', 'traffic', 'segment', 'planned', 'stopped'])
    .describe(
      'Why in no arm: of the global holdout, of another experiment of the group, beyond the traffic, no member of the segment, not running',
    ),
})

const HELP = `Whoever is not known yet is assigned as the person that the identifier will make. Somebody who turns out to be another person has the arm of
that one from then on: results leave out who was in two.`

/** In which arm somebody is. */
export function assignmentRoutes(app: App, deps: ReportingDeps): void {
  app.get(
    '/v1/experiments/:id/assignment',
    {
      config: { scope: 'read' },
      schema: {
        tags: EXPERIMENT_TAGS,
        summary: 'In which arm a person is',
        description: HELP,
        params: ExperimentParams,
        querystring: Query,
        response: { 200: Answer },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const experiment = mustFindExperiment(deps.config, id)
      void reply.header('cache-control', 'no-store')
      const { person, found } = await personOf(deps, query.person === undefined ? query.identifier! : `person:${query.person}`)
      const answer = { experiment: id, person }
      const state = stateAt(experiment, deps.clock.now())
      if (state !== 'running') return { ...answer, arm: null, reason: state }
      const isIn = experiment.segment === undefined || (await isMember(deps, found, experiment.segment))
      if (!isIn) return { ...answer, arm: null, reason: 'segment' as const }
      const assigned = assign(experiment, person, deps.config.holdout())
      return assigned.arm === undefined
        ? { ...answer, arm: null, reason: assigned.reason }
        : { ...answer, arm: assigned.arm, reason: 'assigned' as const }
    },
  )
}

/** @throws WeirError invalid_field where the identifier names nobody. */
async function personOf(deps: ReportingDeps, key: string): Promise<{ person: string; found: FoundPerson | undefined }> {
  const named = readKey(key)
  if (named === undefined) {
    const faults = [{ path: 'identifier', message: 'names nobody: it is a placeholder, or no value of its type' }]
    throw new WeirError('invalid_field', 'the request has faults', { faults })
  }
  const found = await deps.lookupPerson(named)
  return { person: found?.id ?? (typeof named === 'string' ? named : identifierDigest(named)), found }
}

async function isMember(deps: ReportingDeps, found: FoundPerson | undefined, id: string): Promise<boolean> {
  const known = await membershipsOf(deps, async () => found, deps.clock.now())
  return known?.memberships.some(({ segment }) => segment.id === id) ?? false
}
