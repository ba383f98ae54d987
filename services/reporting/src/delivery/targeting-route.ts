import { TargetingInput, WeirError } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'

const Params = z.strictObject({ adgroup_id: z.string().min(1).max(512) })
const Answer = z.object({ adgroup_id: z.string(), ...TargetingInput.shape })

const HELP = `To which segments the delivery of an ad group is booked, and when: platforms do not report by audience. An ad group of several
segments is booked to each of them whole, for nothing says who of them saw it: such rows are not to be added up. Where a platform names no ids, the
ad group is called by its name.`

/** To which segments the delivery of each ad group is booked. */
export function targetingRoutes(app: App, { config }: ReportingDeps): void {
  const find = (id: string): z.output<typeof Answer> => {
    const targeting = config.targeting().get(id)
    if (!targeting) throw new WeirError('not_found', 'there is no targeting of this ad group')
    return targeting
  }
  const about = { tags: ['delivery'] }

  app.put(
    '/v1/targeting/:adgroup_id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Book an ad group to segments',
        description: HELP,
        params: Params,
        body: TargetingInput,
        response: { 200: Answer },
      },
    },
    async ({ params: { adgroup_id: id }, body }) => {
      mustBeBookable(body, (segment) => config.segment(segment) !== undefined)
      await config.put(`targeting:${id}`, body)
      return find(id)
    },
  )
  app.get(
    '/v1/targeting/:adgroup_id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'To which segments an ad group is booked', params: Params, response: { 200: Answer } },
    },
    async (request) => find(request.params.adgroup_id),
  )
  app.get(
    '/v1/targeting',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All bookings', response: { 200: z.object({ targeting: z.array(Answer) }) } },
    },
    async () => ({ targeting: [...config.targeting().values()] }),
  )
  app.delete(
    '/v1/targeting/:adgroup_id',
    {
      config: { scope: 'admin' },
      schema: { ...about, summary: 'Book an ad group to nothing', params: Params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      find(request.params.adgroup_id)
      await config.put(`targeting:${request.params.adgroup_id}`, undefined)
      return reply.code(204).send(null)
    },
  )
}

/** @throws WeirError invalid_field naming unknown segments, empty spans, and days booked twice. */
function mustBeBookable({ bookings }: TargetingInput, isSegment: (id: string) => boolean): void {
  const faults: FieldFault[] = []
  bookings.forEach(({ include, exclude = [], from = '', to = '9999' }, i) => {
    const unknown = [...include, ...exclude].filter((id) => !isSegment(id))
    for (const id of new Set(unknown)) faults.push({ path: `bookings.${i}`, message: `there is no segment "${id}"` })
    for (const id of include.filter((one) => exclude.includes(one)))
      faults.push({ path: `bookings.${i}.exclude`, message: `"${id}" is included as well` })
    if (from >= to) faults.push({ path: `bookings.${i}.to`, message: 'must lie after "from": it is the day after the last' })
    const other = bookings.findIndex((one, j) => j < i && from < (one.to ?? '9999') && (one.from ?? '') < to)
    if (other >= 0) faults.push({ path: `bookings.${i}`, message: `has days in common with bookings.${other}` })
  })
  if (faults.length > 0) throw new WeirError('invalid_field', 'the bookings have faults', { faults })
}
