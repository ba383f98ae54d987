import { EXPOSURE_POLICY_ID, ExposurePolicyInput, WeirError } from '@weir/contracts'
import type { ExposurePolicy, FieldFault } from '@weir/contracts'
import { z } from 'zod'
import type { AnalysisParts } from '../analyses/shared/asked.ts'
import { endExclusions, keepExclusions, mustNotBeEnding } from '../destinations/exclusions.ts'
import type { DefinitionStore } from '../segments/crud/definitions.ts'
import type { ChangedBy } from '../segments/crud/keeping.ts'
import type { SaveSegment } from '../segments/crud/saving.ts'
import { policySegmentId } from '../segments/shared/managed.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { createSerial } from '../shared/serial.ts'
import { PolicyAnswer, policyAnswer } from './answer.ts'
import { capInForce } from './cap.ts'
import { policySegment } from './rule.ts'

export const PolicyParams = z.strictObject({
  id: z.string().regex(EXPOSURE_POLICY_ID, 'expected small letters, digits, "-" and "_", 55 at most'),
})
export const POLICY_TAGS = ['exposure policies']

const HELP = `People who have seen as many impressions as the cap within its window are members of the segment "exposure.<id>", until the window has let
go of one and the cool-down after the impression that reached the cap is over. The segment belongs to the policy; each of "destinations" gets it as an
audience of its own, to be excluded there. With "from": "fatigue" the number is found now, and again with refresh.`

interface PolicyParts {
  analysing: AnalysisParts
  definitions: DefinitionStore
  saveSegment: SaveSegment
}

/** @throws WeirError not_found. */
export function mustFindPolicy(config: ReportingDeps['config'], id: string): ExposurePolicy {
  const policy = config.exposurePolicy(id)
  if (!policy) throw new WeirError('not_found', 'there is no exposure policy with this id')
  return policy
}

/** @throws WeirError invalid_field for segments and destinations that there are not. */
export function mustBeKnown(
  config: ReportingDeps['config'],
  { higher, destinations }: Pick<ExposurePolicyInput, 'higher' | 'destinations'>,
): void {
  const faults: FieldFault[] = []
  higher.forEach(({ segment }, i) => {
    if (!config.segment(segment)) faults.push({ path: `higher.${i}.segment`, message: 'there is no segment with this id' })
  })
  destinations.forEach((id, i) => {
    const destination = config.destination(id)
    const message = destination ? 'the destination is being deleted' : 'there is no destination with this id: store it first'
    if (!destination || destination.deleting) faults.push({ path: `destinations.${i}`, message })
  })
  if (faults.length > 0) throw new WeirError('invalid_field', 'the exposure policy has faults', { faults })
}

/** How often people are shown ads at most. */
export function exposurePolicyRoutes(app: App, deps: ReportingDeps, parts: PolicyParts): void {
  const { config, clock } = deps
  const about = { tags: POLICY_TAGS }
  const inTurn = createSerial()
  const save = (id: string, by: ChangedBy, inputOf: () => ExposurePolicyInput): Promise<z.infer<typeof PolicyAnswer>> =>
    inTurn(async () => {
      // Another process may have stored something a moment ago.
      await config.refresh()
      const input = inputOf()
      mustBeKnown(config, input)
      mustNotBeEnding(config, id, input.destinations)
      const now = clock.now()
      const in_force = await capInForce(parts.analysing.warehouse, input, now)
      const created_at = config.exposurePolicy(id)?.created_at ?? now
      // What cannot be a segment is no policy either; a segment without one goes with DELETE.
      await parts.saveSegment(policySegmentId(id), policySegment({ ...input, in_force }), by)
      await config.put(`exposure-policy:${id}`, { ...input, in_force, created_at, saved_at: now })
      const saved = mustFindPolicy(config, id)
      await keepExclusions(config, saved, now)
      return policyAnswer(saved)
    })

  app.put(
    '/v1/exposure-policies/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Keep a cap on how often people are shown ads',
        description: HELP,
        params: PolicyParams,
        body: ExposurePolicyInput,
        response: { 200: PolicyAnswer },
      },
    },
    ({ params: { id }, body, weirKey }) => save(id, weirKey?.id ?? null, () => body),
  )
  app.get(
    '/v1/exposure-policies/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One exposure policy', params: PolicyParams, response: { 200: PolicyAnswer } },
    },
    async ({ params: { id } }) => policyAnswer(mustFindPolicy(config, id)),
  )
  app.get(
    '/v1/exposure-policies',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        summary: 'All exposure policies',
        response: { 200: z.object({ policies: z.array(PolicyAnswer) }) },
      },
    },
    async () => ({ policies: config.exposurePolicies().map(policyAnswer) }),
  )
  app.delete(
    '/v1/exposure-policies/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'End an exposure policy: its segment goes, and its audiences at destinations',
        params: PolicyParams,
        response: { 204: z.null() },
      },
    },
    async ({ params: { id }, weirKey }, reply) => {
      await inTurn(async () => {
        await config.refresh()
        const hasSegment = config.segment(policySegmentId(id)) !== undefined
        if (!hasSegment) mustFindPolicy(config, id)
        if (hasSegment) await parts.definitions.remove(policySegmentId(id), weirKey?.id ?? null)
        await endExclusions(config, id, () => true)
        await config.put(`exposure-policy:${id}`, undefined)
      })
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/v1/exposure-policies/:id/refresh',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        ...about,
        summary: 'Find the cap anew, where it comes from fatigue',
        description: 'Where there is no fatigue point now, nothing changes and the answer says so.',
        params: PolicyParams,
        response: { 200: PolicyAnswer },
      },
    },
    ({ params: { id }, weirKey }) =>
      save(id, weirKey?.id ?? null, () => {
        const { id: _, in_force: _force, created_at: _at, saved_at: _saved, ...input } = mustFindPolicy(config, id)
        return input
      }),
  )
}
