import type { ReactNode } from 'react'

/** One number with what it is. */
export function FigureCard({ label, value, help }: { label: string; value: ReactNode; help?: ReactNode }): ReactNode {
  return (
    <div className="card">
      <div className="dim">{label}</div>
      <div className="figure-value">{value}</div>
      {help === undefined ? null : <div className="dim">{help}</div>}
    </div>
  )
}
