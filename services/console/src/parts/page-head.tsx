import type { ReactNode } from 'react'
import { useEffect } from 'react'

/** A page's heading, with what can be done on the right. */
export function PageHead({ title, under, children }: { title: string; under?: ReactNode; children?: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${title} · Weir`
  }, [title])
  return (
    <div className="page-head">
      <div>
        <h1>{title}</h1>
        {under === undefined ? null : <div className="dim">{under}</div>}
      </div>
      <div className="row">{children}</div>
    </div>
  )
}
