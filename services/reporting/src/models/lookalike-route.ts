// Held by route.test.ts
import { LookalikeInput, SEGMENT_ID, StoredLookalike, WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { createSerial } from '../shared/serial.ts'
import { LearntAnswer, learntAnswer } from './answer.ts'
import { forgetLearnt, mustRest } from './forget.ts'
import { mustModel, newRun } from './route.ts'

const Params = z.strictObject({ segment: z.string().regex(SEGMENT_ID, 'this is no segment id') })
const Answer = z.object({ segment: z.string(), ...LookalikeInput.shape, sizes: StoredLookalike.shape.sizes, ...LearntAnswer })

const HELP = `Learns what tells its members from a sample of everybody who grants modelling, by the same features as models, and publishes how similar
everybody is, and for each size the similarity that so large a share of those reaches who are no members. A put again learns anew. In rules:
\`{"lookalike": "<segment>", "size": 0.05}\`. Members of the seed are among the similar ones, unless the rule leaves them out.`

const OWN_MEMBERS =
  'is the segment itself: a rule leaves its members out, {"all": [{"lookalike": ...}, {"not": {"segment": ...}}]}'

/** People who are like the members of a segment. */
export function lookalikeRoutes(app: App, deps: ReportingDeps): void {
  const { config, clock } = deps
  const about = { tags: ['models'], params: Params }
  const serial = createSerial()
  const find = (segment: string): StoredLookalike => {
    const stored = config.lookalikes().get(segment)
    if (!stored) throw new WeirError('not_found', 'nothing was asked for that is like this segment')
    return stored
  }
  const shown = (segment: string): z.output<typeof Answer> => {
    const { run: _, version: __, card: ___, published: ____, ...input } = find(segment)
    return { segment, ...input, ...learntAnswer(find(segment)) }
  }

  app.put(
    '/v1/lookalikes/:segment',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Find people who are like the members of a segment',
        description: HELP,
        body: LookalikeInput,
        response: { 202: Answer },
      },
    },
    async ({ params: { segment }, body }, reply) => {
      mustModel(deps)
      if (!config.segment(segment)) throw new WeirError('not_found', 'there is no segment with this id to look alike')
      const faults = body.exclude.flatMap((id, i) => {
        if (id === segment) return [{ path: `exclude.${i}`, message: OWN_MEMBERS }]
        return config.segment(id) ? [] : [{ path: `exclude.${i}`, message: 'there is no segment with this id' }]
      })
      if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
      await serial(async () => {
        const before = config.lookalikes().get(segment)
        mustRest(before)
        const run = newRun('train', clock.now())
        await config.put(`lookalike:${segment}`, { ...before, ...body, version: before?.version ?? 0, run })
      })
      return reply.code(202).header('location', `/v1/lookalikes/${segment}`).send(shown(segment))
    },
  )
  app.get(
    '/v1/lookalikes/:segment',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'How far it is, and how good', response: { 200: Answer } },
    },
    async ({ params: { segment } }) => shown(segment),
  )
  app.delete(
    '/v1/lookalikes/:segment',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: { ...about, summary: 'Delete a lookalike that no rule uses', response: { 204: z.null() } },
    },
    async ({ params: { segment } }, reply) => {
      await serial(() => forgetLearnt(deps, 'lookalike', segment))
      return reply.code(204).send(null)
    },
  )
}
