import { EXPERIMENT_ID, ExperimentInput, HoldoutInput, WeirError } from '@weir/contracts'
import type { Experiment } from '@weir/contracts'
import { z } from 'zod'
import { mustLead } from '../analyses/shared/body.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { createSerial } from '../shared/serial.ts'
import { changedFields, experimentFaults, placedMetrics, selectorsOf } from './faults.ts'

export const ExperimentParams = z.strictObject({
  id: z.string().regex(EXPERIMENT_ID, 'expected small letters, digits, "-" and "_", 64 at most'),
})
export const EXPERIMENT_TAGS = ['experiments']

const Answer = z.object({
  id: z.string(),
  ...ExperimentInput.shape,
  state: z.enum(['planned', 'running', 'stopped']),
  saved_at: z.string(),
})

const HELP = `The first arm is the control. Who is in which arm follows from the ids alone, so it is the same at any time and in any process; more traffic
only adds people. Log what people saw in events, as "experiment": {"id", "arm"}: results are about those. Once it has started, what decides
(arms, exclusive, starts_at, primary, alpha, window, correction) stands; to stop it, put "ends_at".`

/** @throws WeirError not_found. */
export function mustFindExperiment(config: ReportingDeps['config'], id: string): Experiment {
  const experiment = config.experiment(id)
  if (!experiment) throw new WeirError('not_found', 'there is no experiment with this id')
  return experiment
}

export function stateAt({ starts_at, ends_at }: Experiment, now: number): 'planned' | 'running' | 'stopped' {
  if (now < Date.parse(starts_at)) return 'planned'
  return ends_at !== undefined && now >= Date.parse(ends_at) ? 'stopped' : 'running'
}

/** What experiments there are, and who is in none at all. */
export function experimentRoutes(app: App, { config, clock }: ReportingDeps): void {
  const about = { tags: EXPERIMENT_TAGS }
  const serial = createSerial()
  const shown = (experiment: Experiment): z.output<typeof Answer> => ({
    ...experiment,
    state: stateAt(experiment, clock.now()),
    saved_at: iso(experiment.saved_at),
  })

  app.put(
    '/v1/experiments/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Plan an experiment, change its traffic, or stop it',
        description: HELP,
        params: ExperimentParams,
        body: ExperimentInput,
        response: { 200: Answer },
      },
    },
    async ({ params: { id }, body }) => {
      mustLead(placedMetrics(body).flatMap(selectorsOf))
      await serial(async () => {
        const others = config.experiments().filter((other) => other.id !== id)
        const faults = experimentFaults(body, others, (segment) => config.segment(segment) !== undefined)
        if (faults.length > 0) throw new WeirError('invalid_field', 'the experiment has faults', { faults })
        const before = config.experiment(id)
        const changed = before && stateAt(before, clock.now()) !== 'planned' ? changedFields(before, body) : []
        if (changed.length > 0)
          throw new WeirError(
            'conflict',
            `it has started, so ${changed.join(', ')} cannot change: put another experiment instead`,
          )
        await config.put(`experiment:${id}`, { ...body, saved_at: clock.now() })
      })
      return shown(mustFindExperiment(config, id))
    },
  )
  app.get(
    '/v1/experiments/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One experiment', params: ExperimentParams, response: { 200: Answer } },
    },
    async ({ params }) => shown(mustFindExperiment(config, params.id)),
  )
  app.get(
    '/v1/experiments',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All experiments', response: { 200: z.object({ experiments: z.array(Answer) }) } },
    },
    async () => ({ experiments: config.experiments().map(shown) }),
  )
  app.delete(
    '/v1/experiments/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Forget an experiment; what was logged of it stays',
        params: ExperimentParams,
        response: { 204: z.null() },
      },
    },
    async ({ params: { id } }, reply) => {
      mustFindExperiment(config, id)
      await config.put(`experiment:${id}`, undefined)
      return reply.code(204).send(null)
    },
  )
  app.put(
    '/v1/holdout',
    {
      config: { scope: 'admin' },
      schema: { ...about, summary: 'Keep people out of all experiments', body: HoldoutInput, response: { 200: HoldoutInput } },
    },
    async ({ body }) => {
      await config.put('holdout:global', body)
      return config.holdout() ?? body
    },
  )
  app.get(
    '/v1/holdout',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'Who is in no experiment at all', response: { 200: HoldoutInput } },
    },
    async () => config.holdout() ?? { share: 0 },
  )
}
