import { MultiSelect, NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { seedReportQuery } from '../../api/model-queries.ts'
import { segmentsQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { listedIds } from './listed-ids.ts'
import { AdviceNotice } from './advice-notice.tsx'
import { SeedFigures, SeedMatchable, SeedOverlap } from './seed-tables.tsx'

const route = getRouteApi('/segments/$id')
/** So many segments can be excluded. */
const EXCLUDED_MAX = 10

/** Whether the segment is a good source of a lookalike, alone or beside another one. */
export function SeedPanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.seed
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: segments = [] } = useQuery(segmentsQuery)
  const exclude = listedIds(search.exclude)
  const query = useQuery({
    ...seedReportQuery(segment.id, { conversion: search.conversion, compare: search.compare, exclude }),
    placeholderData: keepPreviousData,
  })
  const put = (part: Partial<typeof search>): void => void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  const others = segments.filter(({ id }) => id !== segment.id).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))
  return (
    <div className="stack">
      <div className="row align-end">
        <FilterField label={t.conversion} value={search.conversion} onChange={(conversion) => put({ conversion })} />
        <NativeSelect
          size="xs"
          label={t.compare}
          value={search.compare ?? ''}
          data={[{ value: '', label: t.nothing }, ...others]}
          onChange={(event) => put({ compare: event.currentTarget.value || undefined })}
        />
        <MultiSelect
          className="grow"
          size="xs"
          label={t.exclude}
          data={others}
          value={exclude}
          maxValues={EXCLUDED_MAX}
          comboboxProps={{ transitionProps: { duration: 0 } }}
          onChange={(ids) => put({ exclude: ids.length === 0 ? undefined : ids.join(',') })}
        />
      </div>
      <Loaded query={query} height={400}>
        {(report) => (
          <>
            <div className="dim">
              {t.about(report.conversion, String(report.lookback_days), formats.instant(report.as_of))}
              {report.final ? null : ` ${texts.segments.notFinal}`}
            </div>
            {report.seeds.map((seed) => (
              <AdviceNotice key={seed.segment} seed={seed} isNamed={report.seeds.length > 1} />
            ))}
            <SeedFigures seeds={report.seeds} />
            <SeedMatchable seeds={report.seeds} />
            <SeedOverlap seeds={report.seeds} />
          </>
        )}
      </Loaded>
    </div>
  )
}
