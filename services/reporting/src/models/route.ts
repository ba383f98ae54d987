import { MODEL_ID, ModelInput, WeirError } from '@weir/contracts'
import type { ModelRun, StoredModel } from '@weir/contracts'
import { z } from 'zod'
import { mustLead } from '../analyses/shared/body.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { createSerial } from '../shared/serial.ts'
import { AsOf, instantField } from '../shared/time/instant.ts'
import { LearntAnswer, learntAnswer } from './answer.ts'
import { forgetLearnt, mustRest } from './forget.ts'

const Params = z.strictObject({ id: z.string().regex(MODEL_ID, 'expected letters, digits, "-" and "_", 64 at most') })
const Body = z.strictObject({ ...ModelInput.shape, as_of: AsOf })
const Answer = z.object({ id: z.string(), ...ModelInput.shape, ...LearntAnswer })

const HELP = `A person is an example at each of up to 8 instants, a horizon apart: what they did in the lookback before it, and whether they did the
conversion within the horizon after it. The newest instant judges, the one before calibrates, the others fit. Only people who grant modelling
are looked at, of many a share (100,000 examples). Then everybody who grants it gets a score, and \`model:<id>\` its percentiles. It goes on in
the background: ask \`GET /v1/models/{id}\` how far it is.`

/** Where something is done with models at all. @throws WeirError unavailable. */
export function mustModel({ hasModelling }: ReportingDeps): void {
  if (!hasModelling) throw new WeirError('unavailable', 'models are trained where Weir runs as one process; here they are not')
}

/** A run that was just asked for. */
export function newRun(task: ModelRun['task'], now: number, asOf = now): ModelRun {
  return { task, state: 'asked', progress: 0, asked_at: now, as_of: asOf }
}

/** Models of what people will do. */
export function modelRoutes(app: App, deps: ReportingDeps): void {
  const { config, clock } = deps
  const about = { tags: ['models'] }
  const serial = createSerial()
  const find = (id: string): StoredModel => {
    const model = config.models().get(id)
    if (!model) throw new WeirError('not_found', 'there is no model with this id')
    return model
  }
  const shown = (id: string): z.output<typeof Answer> => {
    const { run: _, version: __, card: ___, published: ____, ...input } = find(id)
    return { id, ...input, ...learntAnswer(find(id)) }
  }

  app.post(
    '/v1/models/:id/train',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Train a model of who does something, and publish its scores',
        description: HELP,
        params: Params,
        body: Body,
        response: { 202: Answer },
      },
    },
    async ({ params: { id }, body: { as_of: asOf, ...input } }, reply) => {
      mustModel(deps)
      mustLead([{ at: 'conversion', event: input.conversion }])
      const now = clock.now()
      const until = instantField(asOf, now)
      if (until > now) {
        const faults = [{ path: 'as_of', message: 'lies in the future: nothing is known of it' }]
        throw new WeirError('invalid_field', 'the request has faults', { faults })
      }
      await serial(async () => {
        const before = config.models().get(id)
        mustRest(before)
        await config.put(`model:${id}`, { ...before, ...input, version: before?.version ?? 0, run: newRun('train', now, until) })
      })
      return reply.code(202).header('location', `/v1/models/${id}`).send(shown(id))
    },
  )
  app.post(
    '/v1/models/:id/score',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Score everybody anew by what was learnt',
        description: 'From what people did until now. Whoever grants modelling no more loses the score.',
        params: Params,
        response: { 202: Answer },
      },
    },
    async ({ params: { id } }, reply) => {
      mustModel(deps)
      await serial(async () => {
        const before = find(id)
        mustRest(before)
        if (before.version === 0) throw new WeirError('conflict', 'nothing was learnt yet: train it first')
        await config.put(`model:${id}`, { ...before, run: newRun('score', clock.now()) })
      })
      return reply.code(202).header('location', `/v1/models/${id}`).send(shown(id))
    },
  )
  app.get(
    '/v1/models/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'A model: its card, and how far it is', params: Params, response: { 200: Answer } },
    },
    async ({ params: { id } }) => shown(id),
  )
  app.get(
    '/v1/models',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All models', response: { 200: z.object({ models: z.array(Answer) }) } },
    },
    async () => ({ models: [...config.models().keys()].map(shown) }),
  )
  app.delete(
    '/v1/models/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: { ...about, summary: 'Delete a model that no rule uses', params: Params, response: { 204: z.null() } },
    },
    async ({ params: { id } }, reply) => {
      await serial(() => forgetLearnt(deps, 'model', id))
      return reply.code(204).send(null)
    },
  )
}
