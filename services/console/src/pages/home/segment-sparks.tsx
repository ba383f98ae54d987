import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { growthQuery } from '../../api/analysis-queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { Sparkline } from '../../parts/sparkline.tsx'
import { useLanguage } from '../../texts/language.tsx'

const SHOWN_MAX = 12

/** The largest segments with their last 30 days. */
export function SegmentSparks({ segments }: { segments: readonly SegmentShown[] }): ReactNode {
  const { texts, formats } = useLanguage()
  const largest = segments.toSorted((a, b) => (b.size ?? -1) - (a.size ?? -1)).slice(0, SHOWN_MAX)
  const { data } = useQuery(growthQuery(largest.map(({ id }) => id)))
  const days = new Map(data?.rows.map((row) => [row.segment, row.days.map(({ size }) => size)]))
  return (
    <section className="stack">
      <h2 className="section-title">{texts.home.largestSegments}</h2>
      <div className="card-grid">
        {largest.map(({ id, name, size }) => (
          <Link key={id} to="/segments/$id" params={{ id }} className="card spark-card">
            <div className="cut">{name}</div>
            <div className="figure-value">{formats.number(size)}</div>
            <Sparkline values={days.get(id) ?? []} label={texts.segments.sizeOverTime} />
          </Link>
        ))}
      </div>
    </section>
  )
}
