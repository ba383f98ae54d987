import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { personHistoryQuery } from '../../api/more-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { timelineOf } from './timeline.ts'
import type { TimelineEntry } from './timeline.ts'

const SHOWN_MAX = 200

/** What happened to a person, newest first: events and memberships on one axis of time. */
export function PersonTimeline({ person }: { person: string }): ReactNode {
  const { texts, formats } = useLanguage()
  const query = useQuery(personHistoryQuery(person))
  const entries = useMemo(() => (query.data ? timelineOf(query.data) : []), [query.data])
  return (
    <section className="card stack">
      <h2 className="section-title">{texts.people.timeline}</h2>
      <Loaded query={query} height={240}>
        {() => (
          <ol className="timeline">
            {entries.slice(0, SHOWN_MAX).map((entry) => (
              <li key={entry.key} data-kind={entry.kind}>
                <time className="dim" dateTime={entry.at}>
                  {formats.instant(entry.at)}
                </time>
                <Entry entry={entry} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  )
}

function Entry({ entry }: { entry: TimelineEntry }): ReactNode {
  const { texts } = useLanguage()
  if (entry.kind === 'event')
    return (
      <div>
        <strong>{entry.name}</strong> <span className="dim">{entry.source}</span>
        {entry.body === '{}' ? null : (
          <details>
            <summary className="dim">{texts.people.properties}</summary>
            <pre className="code-block">{entry.body}</pre>
          </details>
        )}
      </div>
    )
  return (
    <div className={entry.kind === 'entered' ? 'came-in' : 'went-out'}>
      {entry.kind === 'entered' ? texts.people.entered(entry.name) : texts.people.left(entry.name)}{' '}
      <span className="dim">{entry.source}</span>
    </div>
  )
}
