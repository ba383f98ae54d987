import type { ReactNode } from 'react'
import type { PersonShown } from '../../api/more-types.ts'
import { useLanguage } from '../../texts/language.tsx'

/** What the person allows, by purpose, and since when. */
export function ConsentTable({ consent }: Pick<PersonShown, 'consent'>): ReactNode {
  const { texts, formats } = useLanguage()
  return (
    <section className="card stack">
      <h2 className="section-title">{texts.people.consent}</h2>
      <ul className="plain-list">
        {Object.entries(consent).map(([purpose, { granted, by, at, record }]) => (
          <li key={purpose}>
            <span className={granted ? 'holds' : 'fails'}>{purpose}</span>
            <div className="dim">
              {by === 'signal' ? texts.people.said : texts.people.assumed}, {formats.instant(at)}
            </div>
            {record ? <div className="dim wrap">{texts.people.proof(record)}</div> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
