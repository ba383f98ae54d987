import { WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { finalityOf } from '../../reports/final/answer.ts'
import type { App } from '../../shared/app.ts'
import { jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { SeedReportAnswer, SeedReportParams } from './schema.ts'
import { reportOnSeed } from './seed.ts'
import type { SeedParts } from './seed.ts'
import { seedTable } from './table.ts'

const DESCRIPTION = `Whether a segment is a good source of a lookalike audience: its size against the platform's floors, how recent, valuable and
diverse its people are, how many converted, what it shares with segments that the ads exclude, how it changed, and what to do about it.
Figures of people are of members who may be handed out, by events with consent to measurement.`

/** What a segment is like as the source of a lookalike. */
export function seedReportRoutes(app: App, parts: SeedParts, freshness: Freshness): void {
  const { deps, warehouse } = parts
  app.get(
    '/v1/segments/:id/seed-report',
    {
      config: { scope: 'read', answers: ['conflict'] },
      schema: {
        summary: 'Whether a segment is a good seed of a lookalike',
        description: DESCRIPTION,
        tags: ['segments'],
        params: SegmentParams,
        querystring: SeedReportParams,
        response: jsonOrCsv(SeedReportAnswer),
      },
    },
    async (request, reply) => {
      const { conversion, exclude = [], compare, currency, lookback_days, since_days, format, ...fresh } = request.query
      const segment = mustFindSegment(deps.config, request.params.id)
      const named = mustBeOthers(deps.config, segment, { exclude, ...(compare === undefined ? {} : { compare: [compare] }) })
      const reflected = await freshness(fresh)
      const seeds = [segment, ...(named['compare'] ?? [])]
      const { final } = await finalityOf(deps, warehouse, new Map(seeds.map(({ number, id }) => [number, id])))
      const now = deps.clock.now()
      const asked = { now, conversion, currency, lookbackDays: lookback_days, sinceDays: since_days, isFinal: final }
      const told: SeedReportAnswer['seeds'] = []
      for (const seed of seeds) {
        const excluded = (named['exclude'] ?? []).filter(({ id }) => id !== seed.id)
        told.push(await reportOnSeed(parts, seed, { ...asked, excluded }))
      }
      void reply.header('cache-control', 'no-store')
      if (format === 'csv') return sendTable(reply, seedTable(told), { ...reflected, final })
      return { as_of: iso(now), ...reflected, final, conversion, lookback_days, seeds: told }
    },
  )
}

/**
 * The segments that parameters name.
 * @throws WeirError not_found with all that are not there; invalid_field where one is the segment
 *   itself.
 */
function mustBeOthers(
  config: ReportingDeps['config'],
  segment: StoredSegment,
  named: Readonly<Record<string, readonly string[]>>,
): Record<string, StoredSegment[]> {
  const entries = Object.entries(named).flatMap(([path, ids]) => ids.map((id) => ({ path, id })))
  const itself = entries.filter(({ id }) => id === segment.id)
  if (itself.length > 0) {
    const faults = itself.map(({ path }) => ({ path, message: 'name another segment than the one that is reported on' }))
    throw new WeirError('invalid_field', 'the request has faults', { faults })
  }
  const missing = entries.filter(({ id }) => !config.segment(id))
  if (missing.length > 0) {
    const faults = missing.map(({ path, id }) => ({ path, message: `there is no segment "${id}"` }))
    throw new WeirError('not_found', faults.map(({ message }) => message).join('; '), { faults })
  }
  return Object.fromEntries(Object.entries(named).map(([path, ids]) => [path, ids.flatMap((id) => config.segment(id) ?? [])]))
}
