import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { erasureQuery } from '../../api/more-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** How far an erasure is. */
export function ErasureProgress({ id }: { id: string }): ReactNode {
  const { texts } = useLanguage()
  const query = useQuery(erasureQuery(id))
  return (
    <>
      <PageHead title={texts.people.erasureTitle} under={<code>{id}</code>} />
      <div className="card stack" role="status">
        <Loaded query={query}>{({ status }) => <div>{texts.people.erasureStatus[status]}</div>}</Loaded>
        <Link to="/people">{texts.people.findAnother}</Link>
      </div>
    </>
  )
}
