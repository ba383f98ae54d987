import type { ReactNode } from 'react'
import type { ReasonNode } from '../../api/types.ts'
import { readRule } from '../../rule/reading.ts'
import { useRuleWords } from '../../rule/use-words.ts'
import { useLanguage } from '../../texts/language.tsx'

const EVENTS_MAX = 10

/** A rule with whether each part holds, and the events behind it. */
export function ReasonTree({ reason }: { reason: ReasonNode }): ReactNode {
  const { texts } = useLanguage()
  const words = useRuleWords()
  const parts = reason.all ?? reason.any ?? (reason.not ? [reason.not] : [])
  const label = reason.all
    ? texts.why.all
    : reason.any
      ? texts.why.any
      : reason.not
        ? texts.why.not
        : reason.consented
          ? texts.why.consented(reason.consented.join(', '))
          : reason.condition
            ? readRule(reason.condition, words)
            : ''
  return (
    <li>
      <span className={reason.holds ? 'holds' : 'fails'}>{label}</span>
      {reason.condition ? <Evidence reason={reason} /> : null}
      {parts.length > 0 ? (
        <ul className="reason-list">
          {parts.map((part, i) => (
            <ReasonTree key={i} reason={part} />
          ))}
        </ul>
      ) : null}
    </li>
  )
}

function Evidence({ reason: { value, events = [], event_count = 0 } }: { reason: ReasonNode }): ReactNode {
  const { texts, formats } = useLanguage()
  const shown = typeof value === 'number' ? formats.number(value) : typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <div className="dim">
      {value === null || value === undefined ? null : <div>{texts.why.value(shown)}</div>}
      {event_count > 0 ? (
        <details>
          <summary>{texts.why.events(formats.number(event_count))}</summary>
          <ul>
            {events.slice(-EVENTS_MAX).map(({ event_id, name, event_time, source }) => (
              <li key={event_id}>
                {formats.instant(event_time)}: {name} ({source})
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  )
}
