// Held by ../funnel/route.test.ts
import { WeirError } from '@weir/contracts'
import { finalityOf } from '../../reports/final/answer.ts'
import { rangeOf } from '../../reports/params.ts'
import { segmentsOf } from '../../reports/report.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import type { Range } from '../../shared/time/range.ts'

/** What analyses work with. */
export interface AnalysisParts {
  deps: ReportingDeps
  warehouse: ReportReader
  freshness: Freshness
}

interface Asked {
  from?: string
  to?: string
  tz: string
  segments?: readonly string[]
  wait?: boolean | 'true' | 'false'
  min_watermark?: string | number
}

/**
 * The range and the segments (number to id) that an analysis is about, and what its answer says of
 * itself; to be called before anything is read.
 * @param bySegment whether segments are told apart.
 * @throws WeirError invalid_field with all faults; for segments, too, where none are told apart.
 */
export async function askedOf(
  { deps, warehouse, freshness }: AnalysisParts,
  asked: Asked,
  bySegment: boolean,
): Promise<{ range: Range; segments: Map<number, string>; head: AnalysisHead }> {
  if (!bySegment && asked.segments !== undefined) {
    const message = 'has a meaning with "group_by": "segment" only: add that, or leave it out'
    throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'segments', message }] })
  }
  const range = rangeOf(asked, deps.clock.now())
  const segments = bySegment ? segmentsOf(deps, asked) : new Map<number, string>()
  const reflected = await freshness(asked)
  const finality = await finalityOf(deps, warehouse, segments)
  return { range, segments, head: { from: iso(range.from), to: iso(range.to), tz: asked.tz, ...reflected, ...finality } }
}

type AnalysisHead = { from: string; to: string; tz: string } & Awaited<ReturnType<Freshness>> &
  Awaited<ReturnType<typeof finalityOf>>
