import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { whyQuery } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { ReasonTree } from './reason-tree.tsx'

/** Why somebody is in a segment or not: the rule with what each condition found. */
export function WhyPanel({ person, segment, at }: { person: string; segment: string; at?: string | undefined }): ReactNode {
  const { texts, formats } = useLanguage()
  const query = useQuery(whyQuery(person, segment, at))
  return (
    <section className="card stack" aria-label={texts.why.title}>
      <h2 className="section-title">
        {texts.why.title} <code>{segment}</code>
      </h2>
      <Loaded query={query} height={140}>
        {(why) => (
          <>
            <div className="row">
              <Badge color={why.member ? 'green' : 'orange'} variant="light" tt="none">
                {why.member ? texts.why.member : texts.why.notMember}
              </Badge>
              <span className="dim">
                {texts.why.at} {formats.instant(why.at)}
              </span>
              <span className="dim">
                {why.next_change === null ? texts.why.stays : texts.why.next(formats.instant(why.next_change))}
              </span>
            </div>
            {why.known ? null : <div>{texts.why.unknown}</div>}
            {why.withheld ? <div>{texts.why.withheld}</div> : null}
            <ul className="reason-list">
              <ReasonTree reason={why.rule} />
            </ul>
          </>
        )}
      </Loaded>
    </section>
  )
}
