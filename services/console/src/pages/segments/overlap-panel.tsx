import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { overlapQuery, segmentsQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'

const COMPARED_MAX = 20

/** With which of the largest others it shares members. */
export function OverlapPanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const { data: segments = [] } = useQuery(segmentsQuery)
  const others = segments
    .filter(({ id, size }) => id !== segment.id && size !== null)
    .toSorted((a, b) => (b.size ?? 0) - (a.size ?? 0))
    .slice(0, COMPARED_MAX - 1)
  const names = new Map(others.map(({ id, name }) => [id, name]))
  const query = useQuery({ ...overlapQuery([segment.id, ...names.keys()]), enabled: others.length > 0 })
  if (others.length === 0) return <div className="card">{texts.segments.noOthers}</div>
  return (
    <div className="card stack">
      <div className="dim">{texts.segments.overlapHelp}</div>
      <Loaded query={query} height={200}>
        {({ pairs }) => (
          <table className="table">
            <thead>
              <tr>
                <th>{texts.common.name}</th>
                <th className="number">{texts.segments.both}</th>
                <th className="number">{texts.segments.jaccard}</th>
              </tr>
            </thead>
            <tbody>
              {pairs
                .filter(({ a, b }) => a === segment.id || b === segment.id)
                .map((pair) => ({ ...pair, other: pair.a === segment.id ? pair.b : pair.a }))
                .toSorted((one, two) => (two.both ?? -1) - (one.both ?? -1))
                .map(({ other, both, jaccard }) => (
                  <tr key={other}>
                    <td>
                      <Link to="/segments/$id" params={{ id: other }}>
                        {names.get(other) ?? other}
                      </Link>
                    </td>
                    <td className="number">{formats.number(both)}</td>
                    <td className="number">
                      <meter value={jaccard ?? 0} max={1} aria-label={texts.segments.jaccard} /> {formats.share(jaccard)}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </div>
  )
}
