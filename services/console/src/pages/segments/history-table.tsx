import type { ReactNode } from 'react'
import type { HistoryStep } from '../../api/types.ts'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

export function HistoryTable({ rows }: { rows: readonly HistoryStep[] }): ReactNode {
  const { texts, formats } = useLanguage()
  return (
    <ScrollX label={texts.segments.sizeOverTime}>
      <table className="table">
        <thead>
          <tr>
            <th>{texts.common.from}</th>
            <th className="number">{texts.segments.size}</th>
            <th className="number">{texts.segments.entered}</th>
            <th className="number">{texts.segments.left}</th>
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ at, total, entered, left }) => (
            <tr key={at}>
              <td>{formats.instant(at)}</td>
              <td className="number">{formats.number(total)}</td>
              <td className="number came-in">{formats.number(entered)}</td>
              <td className="number went-out">{formats.number(left)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
