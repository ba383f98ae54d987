import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { historyQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { TIME_ZONE } from '../../time-zone.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { LazyChart } from '../../parts/lazy-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { readRule } from '../../rule/reading.ts'
import { useRuleWords } from '../../rule/use-words.ts'
import { useLanguage } from '../../texts/language.tsx'
import { HistoryTable } from './history-table.tsx'

/** Size, who can be matched, the rule as a sentence, and how it grew. */
export function OverviewPanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const words = useRuleWords()
  const history = useQuery(historyQuery(segment.id, TIME_ZONE))
  const { matchable } = segment
  return (
    <div className="stack">
      <div className="card-grid">
        <FigureCard
          label={texts.segments.size}
          value={segment.below_min_size ? '–' : formats.number(segment.size)}
          help={segment.below_min_size ? texts.segments.belowMin : undefined}
        />
        {Object.entries(matchable ?? {})
          .filter(([, count]) => count > 0)
          .map(([type, count]) => (
            <FigureCard key={type} label={`${texts.segments.matchable}: ${type}`} value={formats.number(count)} />
          ))}
        {segment.withheld ? (
          <FigureCard
            label={texts.segments.withheld}
            value={formats.number(segment.withheld)}
            help={texts.segments.withheldHelp}
          />
        ) : null}
        <FigureCard label={texts.segments.state} value={formats.bytes(segment.cost?.state_bytes_max)} />
      </div>
      <section className="card stack">
        <h2 className="section-title">{texts.segments.definition}</h2>
        {segment.description ? <div>{segment.description}</div> : null}
        <div className="reading">{readRule(segment.rule, words)}</div>
      </section>
      <section className="card stack">
        <h2 className="section-title">{texts.segments.sizeOverTime}</h2>
        <Loaded query={history} height={260}>
          {({ rows, final }) => (
            <>
              {final ? null : <div className="dim">{texts.segments.notFinal}</div>}
              <LazyChart
                label={texts.segments.sizeOverTime}
                categories={rows.map(({ at }) => formats.day(at))}
                series={[{ name: texts.segments.size, values: rows.map(({ total }) => total), kind: 'line' }]}
              />
              <details>
                <summary>{texts.common.showData}</summary>
                <HistoryTable rows={rows} />
              </details>
            </>
          )}
        </Loaded>
      </section>
    </div>
  )
}
