import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { ReactNode } from 'react'
import { segmentQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { BuilderColumns } from './builder-columns.tsx'
import { DiffDialog } from './diff-dialog.tsx'
import { useRule } from './use-rule.ts'

const route = getRouteApi('/segments/$id/edit')

export function EditSegmentPage(): ReactNode {
  const { id } = route.useParams()
  const query = useQuery(segmentQuery(id))
  return (
    <Loaded query={query} height={400}>
      {(segment) => <EditSegment key={segment.id} segment={segment} />}
    </Loaded>
  )
}

/** A segment's rule; before a change is saved, who would enter and leave is shown. */
function EditSegment({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts } = useLanguage()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [isReviewing, setReviewing] = useState(false)
  const toAddress = useCallback((text: string) => void navigate({ search: { rule: text }, replace: true }), [navigate])
  const [rule, setRule] = useRule(search.rule, segment.rule, toAddress)
  const isUnchanged = JSON.stringify(rule) === JSON.stringify(segment.rule)
  return (
    <>
      <PageHead title={texts.builder.editTitle(segment.name)}>
        <LinkButton to="/segments/$id" params={{ id: segment.id }} variant="default">
          {texts.common.cancel}
        </LinkButton>
      </PageHead>
      <BuilderColumns rule={rule} onChange={setRule}>
        {isUnchanged ? <div className="dim">{texts.builder.unchanged}</div> : null}
        <Button disabled={isUnchanged} onClick={() => setReviewing(true)}>
          {texts.builder.review}
        </Button>
      </BuilderColumns>
      {isReviewing ? <DiffDialog segment={segment} rule={rule} onClose={() => setReviewing(false)} /> : null}
    </>
  )
}
