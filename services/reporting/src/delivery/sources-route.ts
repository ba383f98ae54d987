import { DELIVERY_SOURCE_ID, DeliverySourceInput, WeirError } from '@weir/contracts'
import type { DeliverySource } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { Pulls, pullsOf } from './pulls.ts'

const Params = z.strictObject({ id: z.string().regex(DELIVERY_SOURCE_ID, 'this is no id of a delivery source') })
const Answer = z.object({ id: z.string(), ...DeliverySourceInput.shape, pulls: Pulls.exactOptional() })

const HELP = `Its files are then read so wherever they are imported with source={id}. Headings that a platform's own export has need no map.
One source is the reports of one account: rows of two levels (campaign and ad) of one source are about the same delivery, and are not added up.
With "pull" its reports are fetched from TikTok's API when they are due; "pulls" in the answer says how that goes.`

/** How the files of each source of delivery are read, and how its reports are fetched. */
export function deliverySourceRoutes(app: App, { config }: ReportingDeps): void {
  const find = (id: string): z.output<typeof Answer> => {
    const source = config.deliverySource(id)
    if (!source) throw new WeirError('not_found', 'there is no delivery source with this id')
    return shown(source)
  }
  const shown = (source: DeliverySource): z.output<typeof Answer> => ({ ...source, ...pullsOf(source, config) })
  const about = { tags: ['delivery'] }

  app.put(
    '/v1/delivery-sources/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Say how the reports of a source are read',
        description: HELP,
        params: Params,
        body: DeliverySourceInput,
        response: { 200: Answer },
      },
    },
    async ({ params: { id }, body }) => {
      await config.put(`delivery-source:${id}`, body)
      return find(id)
    },
  )
  app.get(
    '/v1/delivery-sources/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One source of delivery', params: Params, response: { 200: Answer } },
    },
    async (request) => find(request.params.id),
  )
  app.get(
    '/v1/delivery-sources',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All sources of delivery', response: { 200: z.object({ sources: z.array(Answer) }) } },
    },
    async () => ({ sources: config.deliverySources().map(shown) }),
  )
  app.delete(
    '/v1/delivery-sources/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Forget how the reports of a source are read; what was imported stays',
        params: Params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      find(request.params.id)
      const { id } = request.params
      // A fetch that is under way sees that its source is gone, and ends.
      await config.putAll([`delivery-source:${id}`, `delivery-pull:${id}`].map((key) => ({ key, value: undefined })))
      return reply.code(204).send(null)
    },
  )
}
