import { WeirError } from '@weir/contracts'
import type { StoredConsumer } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../../shared/app.ts'
import type { ReportingDeps } from '../../../shared/deps.ts'
import { iso, isoOrNull } from '../../../shared/iso.ts'
import type { ReportReader } from '../../../shared/reader.ts'
import { SegmentParams } from '../../shared/find.ts'
import { ConsumerName } from '../destinations.ts'
import type { Destinations, Destination } from '../destinations.ts'
import { fromChangesCursor, toChangesCursor } from '../cursor.ts'
import { ledgerSegment } from '../route.ts'
import { openRetractions } from './open.ts'

const ConfirmBody = z.strictObject({
  consumer: ConsumerName,
  cursor: z.string().max(4_000).describe('Of the answer all of whose changes have been made at the destination'),
})

const ConsumerAnswer = z.object({
  consumer: z.string(),
  handed: z.string().describe('The cursor up to which it was handed the changes'),
  confirmed: z.string().describe('The cursor up to which it has confirmed them'),
  updated_at: z.string(),
  open_retractions: z.int().describe('People whom it has to delete and has not confirmed'),
  oldest_retraction: z.string().nullable().describe('When the oldest of them was recorded'),
})

interface RetractionParts {
  warehouse: ReportReader
  consumers: Destinations
}

/** What destinations were handed and have confirmed. */
export function retractionRoutes(app: App, deps: ReportingDeps, { warehouse, consumers }: RetractionParts): void {
  const { config, fold, ledger } = deps
  const answer = async (consumer: StoredConsumer): Promise<z.infer<typeof ConsumerAnswer>> => {
    const { number, name, handed, confirmed, updated_at } = consumer
    const check = { since: updated_at, partition: fold.partitions, ordinal: 0 }
    const { count, oldest } = await openRetractions(deps, warehouse, consumer, await ledger.end())
    return {
      consumer: name,
      handed: await toChangesCursor(config, number, { ...handed, check }),
      confirmed: await toChangesCursor(config, number, { ...confirmed, check }),
      updated_at: iso(updated_at),
      open_retractions: count,
      oldest_retraction: isoOrNull(oldest),
    }
  }
  const destination = (id: string, name: string): Destination => {
    const isKnown = consumers.find(id, name) !== undefined
    return { segment: id, number: ledgerSegment(deps, id, isKnown).number, name }
  }

  app.post(
    '/v1/segments/:id/changes/confirm',
    {
      config: { scope: 'export' },
      schema: {
        summary: 'A destination has made the changes up to a cursor',
        tags: ['segments'],
        params: SegmentParams,
        body: ConfirmBody,
        response: { 200: ConsumerAnswer },
      },
    },
    async (request) => {
      const { consumer, cursor } = request.body
      const who = destination(request.params.id, consumer)
      return answer(
        await consumers.confirmed(who, await fromChangesCursor(config, who.number, fold.partitions, cursor, 'cursor')),
      )
    },
  )

  app.get(
    '/v1/segments/:id/consumers',
    {
      config: { scope: 'export' },
      schema: {
        summary: 'Destinations, what they were handed and what they have confirmed',
        tags: ['segments'],
        params: SegmentParams,
        response: { 200: z.object({ consumers: z.array(ConsumerAnswer) }) },
      },
    },
    async (request) => {
      const known = consumers.of(request.params.id)
      ledgerSegment(deps, request.params.id, known.length > 0)
      const answers: z.infer<typeof ConsumerAnswer>[] = []
      for (const consumer of known) answers.push(await answer(consumer))
      return { consumers: answers }
    },
  )

  app.delete(
    '/v1/segments/:id/consumers/:consumer',
    {
      config: { scope: 'export' },
      schema: {
        summary: 'Forget a destination that has nobody of the segment any more',
        tags: ['segments'],
        params: SegmentParams.extend({ consumer: ConsumerName }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, consumer } = request.params
      if (!consumers.find(id, consumer)) throw new WeirError('not_found', 'the segment has no consumer of this name')
      await consumers.forget(destination(id, consumer))
      return reply.code(204).send(null)
    },
  )
}
