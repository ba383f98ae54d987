import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useDeferredValue, useMemo } from 'react'
import type { ReactNode } from 'react'
import { segmentsQuery } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { SegmentList } from './segment-list.tsx'
import { chosenSegments, SEGMENT_ORDERS } from './choose.ts'

const route = getRouteApi('/segments')

/** All segments, searched and sorted; the address holds both. */
export function SegmentsPage(): ReactNode {
  const { texts, formats } = useLanguage()
  const { may } = useSession()
  const { q = '', sort = 'name' } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(segmentsQuery)
  const wanted = useDeferredValue(q)
  const shown = useMemo(() => chosenSegments(query.data ?? [], wanted, sort), [query.data, wanted, sort])
  return (
    <>
      <PageHead title={texts.segments.title}>
        {may('admin') ? <LinkButton to="/segments/new">{texts.segments.create}</LinkButton> : null}
      </PageHead>
      <Loaded query={query} height={320}>
        {(all) =>
          all.length === 0 ? (
            <div className="card stack">
              <div>{texts.segments.empty}</div>
              <div>{may('admin') ? <Link to="/segments/new">{texts.segments.emptyAction}</Link> : null}</div>
            </div>
          ) : (
            <div className="stack">
              <div className="row">
                <TextInput
                  data-page-search
                  type="search"
                  aria-label={texts.segments.search}
                  placeholder={`${texts.segments.search} ( / )`}
                  value={q}
                  onChange={(event) =>
                    void navigate({ search: (old) => ({ ...old, q: event.target.value || undefined }), replace: true })
                  }
                />
                <NativeSelect
                  aria-label={texts.segments.sortBy}
                  value={sort}
                  data={SEGMENT_ORDERS.map((order) => ({ value: order, label: texts.segments.orders[order] }))}
                  onChange={(event) => void navigate({ search: (old) => ({ ...old, sort: event.target.value }), replace: true })}
                />
                <span className="dim" role="status">
                  {texts.segments.count(formats.number(shown.length), formats.number(all.length))}
                </span>
              </div>
              {shown.length > 0 ? (
                <SegmentList segments={shown} />
              ) : (
                <div className="card row">
                  {texts.segments.noneFound}
                  <Button variant="default" size="xs" onClick={() => void navigate({ search: {}, replace: true })}>
                    {texts.segments.showAll}
                  </Button>
                </div>
              )}
            </div>
          )
        }
      </Loaded>
    </>
  )
}
