import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { FreshAnswer } from '../shared/time/freshness.ts'
import { ImportedKind, IMPORTED_MAX, queryImported } from './imported-query.ts'
import { daysOf, ImportedParams } from './params.ts'

const Answer = z.object({ from: z.string(), to: z.string(), ...FreshAnswer, rows: z.array(ImportedKind) })

/** What was imported of the platforms' delivery. */
export function importedRoutes(app: App, { clock }: ReportingDeps, warehouse: ReportReader, freshness: Freshness): void {
  app.get(
    '/v1/delivery',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'What was imported, by source, kind of row and day',
        description:
          'Kinds of rows of one source (campaigns, ads, hours, ages) are about the same delivery, and are not to be added up.',
        tags: ['delivery'],
        querystring: ImportedParams,
        response: { 200: Answer },
      },
    },
    async ({ query: params }) => {
      const days = daysOf(params, clock.now())
      const fresh = await freshness(params)
      const rows = await queryImported(warehouse, { ...days, sources: params.sources })
      if (rows.length > IMPORTED_MAX)
        throw new WeirError('invalid_field', `there are more than ${IMPORTED_MAX} rows: take a shorter range, or name sources`)
      return { ...days, ...fresh, rows }
    },
  )
}
