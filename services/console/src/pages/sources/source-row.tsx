import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { healthQuery } from '../../api/more-queries.ts'
import type { SourceShown } from '../../api/more-types.ts'
import { useLanguage } from '../../texts/language.tsx'
import { healthTotals } from './health.ts'

/** A source with its last 24 hours. @param children the name, as a link. */
export function SourceRow({ source, children }: { source: SourceShown; children: ReactNode }): ReactNode {
  const { texts, formats } = useLanguage()
  const { data } = useQuery(healthQuery(source.code))
  const totals = data && healthTotals(data)
  return (
    <tr>
      <td>
        {children} <span className="dim">{source.code}</span>
      </td>
      <td>{texts.sources.kinds[source.kind]}</td>
      <td className="number">{formats.number(totals?.accepted)}</td>
      <td className="number">{formats.number(totals?.refused)}</td>
    </tr>
  )
}
