// Held by ../funnel/route.test.ts
import { WeirError } from '@weir/contracts'
import { finalityOf } from '../../reports/final/answer.ts'
import { rangeOf } from '../../reports/params.ts'
import { segmentsOf } from '../../reports/report.ts'
import type { ReportParts } from '../../reports/report.ts'
import { iso } from '../../shared/iso.ts'
import type { PersonFloors } from '../../shared/person-floors.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import type { Range } from '../../shared/time/range.ts'

/** What analyses work with. */
export type AnalysisParts = ReportParts

interface Asked {
  from?: string
  to?: string
  tz: string
  segments?: readonly string[]
  wait?: boolean | 'true' | 'false'
  min_watermark?: string | number
}

/**
 * The range, the segments (number to id) that an analysis is about with the floors of their
 * figures, and what its answer says of itself; to be called before anything is read.
 * @param bySegment whether segments are told apart.
 * @throws WeirError invalid_field with all faults; for segments, too, where none are told apart.
 */
export async function askedOf(
  { deps, warehouse, freshness, floorsOf }: AnalysisParts,
  asked: Asked,
  bySegment: boolean,
): Promise<{ range: Range; segments: Map<number, string>; floors: PersonFloors; head: AnalysisHead }> {
  if (!bySegment && asked.segments !== undefined) {
    const message = 'has a meaning with "group_by": "segment" only: add that, or leave it out'
    throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'segments', message }] })
  }
  const range = rangeOf(asked, deps.clock.now())
  const segments = bySegment ? segmentsOf(deps, asked) : new Map<number, string>()
  const reflected = await freshness(asked)
  const finality = await finalityOf(deps, warehouse, segments)
  const floors = await floorsOf(segments)
  const head = { from: iso(range.from), to: iso(range.to), tz: asked.tz, ...reflected, ...finality }
  return { range, segments, floors, head }
}

type AnalysisHead = { from: string; to: string; tz: string } & Awaited<ReturnType<Freshness>> &
  Awaited<ReturnType<typeof finalityOf>>
