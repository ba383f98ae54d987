import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ReportCell } from '../../api/more-types.ts'
import { useLanguage } from '../../texts/language.tsx'
import { cellText, rowsBy } from './columns.ts'
import type { MetricColumn } from './columns.ts'

const SHOWN_MAX = 500

interface ReportTableProps {
  rows: readonly Record<string, ReportCell>[]
  by: string
  byLabel: string
  columns: readonly MetricColumn[]
}

/** The numbers behind the chart; a click on a heading sorts. */
export function MetricTable({ rows, by, byLabel, columns }: ReportTableProps): ReactNode {
  const { texts, formats } = useLanguage()
  const [order, setOrder] = useState<{ key: string; isDown: boolean }>()
  const sorted = order ? rowsBy(rows, order.key, order.isDown) : rows
  const sortBy = (key: string): void => setOrder({ key, isDown: order?.key === key ? !order.isDown : true })
  const direction = (key: string): 'ascending' | 'descending' | 'none' =>
    order?.key === key ? (order.isDown ? 'descending' : 'ascending') : 'none'
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label={texts.reports.table}>
      <table className="table">
        <thead>
          <tr>
            <th aria-sort={direction(by)}>
              <button type="button" className="sort" onClick={() => sortBy(by)}>
                {byLabel}
              </button>
            </th>
            {columns.map(({ key, description }) => (
              <th key={key} className="number" aria-sort={direction(key)} title={description}>
                <button type="button" className="sort" onClick={() => sortBy(key)}>
                  {key}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, SHOWN_MAX).map((row, i) => (
            <tr key={i}>
              <td>{by === 'segment' && typeof row[by] === 'string' ? <SegmentLink id={row[by]} /> : String(row[by] ?? '–')}</td>
              {columns.map((column) => (
                <td key={column.key} className="number">
                  {cellText(row[column.key], column, formats)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SegmentLink({ id }: { id: string }): ReactNode {
  return (
    <Link to="/segments/$id" params={{ id }}>
      {id}
    </Link>
  )
}
