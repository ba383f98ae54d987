import { useVirtualizer } from '@tanstack/react-virtual'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { ReactNode } from 'react'
import type { SegmentShown } from '../../api/types.ts'
import { useLanguage } from '../../texts/language.tsx'
import { StatusBadge } from './status-badge.tsx'

const ROW_PX = 56

/** Of thousands of segments only those in sight are in the page. */
export function SegmentList({ segments }: { segments: readonly SegmentShown[] }): ReactNode {
  const { texts, formats } = useLanguage()
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: segments.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  return (
    <div className="card no-padding">
      <div className="list-row list-head dim" aria-hidden>
        <span>{texts.common.name}</span>
        <span className="number-cell">{texts.segments.size}</span>
        <span>{texts.segments.status}</span>
        <span className="wide-only">{texts.segments.changed}</span>
      </div>
      <div className="list-scroll" ref={frame} role="list" tabIndex={0} aria-label={texts.segments.title}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }} role="presentation">
          {rows.getVirtualItems().map(({ index, start }) => {
            const segment = segments[index]
            if (!segment) return null
            return (
              <div
                key={segment.id}
                role="listitem"
                aria-setsize={segments.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)`, position: 'absolute', insetInline: 0 }}
              >
                <Link to="/segments/$id" params={{ id: segment.id }} className="list-row">
                  <span className="cut">
                    {segment.name} <span className="dim">{segment.id}</span>
                  </span>
                  <span className="number-cell">{segment.below_min_size ? '–' : formats.number(segment.size)}</span>
                  <span>
                    <StatusBadge segment={segment} />
                  </span>
                  <span className="wide-only dim">{formats.instant(segment.updated_at)}</span>
                </Link>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
