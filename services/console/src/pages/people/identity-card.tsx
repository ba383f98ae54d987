import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { PersonShown } from '../../api/more-types.ts'
import { useLanguage } from '../../texts/language.tsx'

/** The identifiers with when they were linked, and the profile. */
export function IdentityCard({ person }: { person: PersonShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const traits = Object.entries(person.traits)
  return (
    <>
      <section className="card stack">
        <h2 className="section-title">{texts.people.identifiers}</h2>
        {person.note ? <div>{person.note}</div> : null}
        <ul className="plain-list">
          {person.identifiers.map(({ type, value, linked_at, shared }) => (
            <li key={`${type} ${value}`}>
              <div className="row">
                <strong>{type}</strong>
                {shared ? (
                  <Badge color="orange" variant="light" tt="none">
                    {texts.people.shared}
                  </Badge>
                ) : null}
              </div>
              <code className="wrap">{value}</code>
              <div className="dim">{texts.people.linked(formats.instant(linked_at))}</div>
            </li>
          ))}
        </ul>
        {person.absorbed.length > 0 ? <div className="dim">{texts.people.absorbed(person.absorbed.join(', '))}</div> : null}
      </section>
      <section className="card stack">
        <h2 className="section-title">{texts.people.traits}</h2>
        {traits.length === 0 ? <div className="dim">{texts.people.noTraits}</div> : null}
        <dl className="facts">
          {traits.map(([key, value]) => (
            <TraitPair key={key} name={key} value={typeof value === 'string' ? value : JSON.stringify(value)} />
          ))}
        </dl>
      </section>
    </>
  )
}

function TraitPair({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd className="wrap">{value}</dd>
    </>
  )
}
