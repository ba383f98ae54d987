import { ID_TYPES, Identifier, WeirError } from '@weir/contracts'
import { scrubText } from '@weir/identity'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso, isoOrNull } from '../shared/iso.ts'
import { requestSplit } from './request.ts'

const Side = z.object({ person: z.string(), events: z.int().describe('How many events were counted anew') })

const SplitAnswer = z.object({
  split: z.string(),
  status: z
    .enum(['accepted', 'done', 'unchanged', 'nobody', 'failed'])
    .describe(
      'unchanged: none of the identifiers was the person’s any more, or all; nobody: there is no such person any more; failed: their history could not be counted anew, rejected events tell why; they are as before',
    ),
  requested_at: z.string(),
  requested_by: z.string().describe('The id of the key'),
  reason: z.string().nullable(),
  done_at: z.string().nullable(),
  stays: Side.nullable(),
  left: Side.nullable().describe('The person of the identifiers that left'),
  history_from: z.string().nullable().describe('Since when the log had what was counted anew; null: all of it'),
})

const SplitInput = z.strictObject({
  identifiers: z.array(Identifier).min(1).max(200).describe('Those that leave, as the answer about the person shows them'),
  reason: z.string().max(500).exactOptional().describe('For the record; personal data is taken out'),
})

/** Taking a wrong link back. */
export function splitRoutes(app: App, deps: ReportingDeps): void {
  app.post(
    '/v1/people/:key/split',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Take a wrong link back',
        description: `The key is TYPE:VALUE with a type of ${ID_TYPES.join(', ')}, or person:ID. The identifiers leave the person and are a person of their own; both are counted anew from the log, as if nothing had ever linked them, and nothing links them again.`,
        tags: ['people'],
        params: z.strictObject({ key: z.string().min(3).max(2048) }),
        body: SplitInput,
        response: { 202: SplitAnswer },
      },
    },
    async (request, reply) => {
      const { identifiers, reason } = request.body
      const by = request.weirKey!.id
      const { key } = request.params
      const id = await requestSplit(deps, { key, identifiers, by, reason: reason === undefined ? reason : scrubText(reason) })
      return reply
        .code(202)
        .header('cache-control', 'no-store')
        .header('location', `/v1/splits/${id}`)
        .send(await answerOf(deps, id))
    },
  )

  app.get(
    '/v1/splits/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'What became of a split',
        tags: ['people'],
        params: z.strictObject({ id: z.string().min(1).max(64) }),
        response: { 200: SplitAnswer },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      return answerOf(deps, request.params.id)
    },
  )
}

const STATUS = { split: 'done', apart: 'unchanged', nobody: 'nobody', failed: 'failed' } as const

/** @throws WeirError not_found. */
async function answerOf({ config }: ReportingDeps, id: string): Promise<z.input<typeof SplitAnswer>> {
  if (!config.splits().has(id)) await config.caughtUp()
  const request = config.splits().get(id)
  if (!request) throw new WeirError('not_found', 'there is no split with this id')
  const receipt = config.splitReceipts().get(id)
  return {
    split: id,
    status: receipt ? STATUS[receipt.outcome] : 'accepted',
    requested_at: iso(request.requested_at),
    requested_by: request.by,
    reason: request.reason ?? null,
    done_at: isoOrNull(receipt?.at),
    stays: receipt?.stays ?? null,
    left: receipt?.left ?? null,
    history_from: isoOrNull(receipt?.log_from),
  }
}
