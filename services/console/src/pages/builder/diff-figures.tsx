import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DiffShown } from '../../api/types.ts'
import { useLanguage } from '../../texts/language.tsx'

const EXAMPLES_MAX = 5

/** How many enter, leave and stay, with some of them. */
export function DiffFigures({ diff, onWhy }: { diff: DiffShown; onWhy: (person: string) => void }): ReactNode {
  const { texts, formats } = useLanguage()
  const b = texts.builder
  if (diff.below_min_size) return <div>{b.diffHidden}</div>
  return (
    <>
      <div>{b.diffSize(formats.number(diff.size_before), formats.number(diff.size_after))}</div>
      <div className="card-grid">
        <div className="card">
          <div className="figure-value came-in">{formats.change(diff.enter)}</div>
          <div className="dim">{b.diffEnter}</div>
          <Examples people={diff.sample?.enter ?? []} onWhy={onWhy} />
        </div>
        <div className="card">
          <div className="figure-value went-out">{formats.change(diff.leave === null ? null : -diff.leave)}</div>
          <div className="dim">{b.diffLeave}</div>
          <Examples people={diff.sample?.leave ?? []} onWhy={onWhy} />
        </div>
        <div className="card">
          <div className="figure-value">{formats.number(diff.stay)}</div>
          <div className="dim">{b.diffStay}</div>
        </div>
      </div>
    </>
  )
}

function Examples({ people, onWhy }: { people: readonly string[]; onWhy: (person: string) => void }): ReactNode {
  const { texts } = useLanguage()
  if (people.length === 0) return <div className="dim">{texts.builder.noExamples}</div>
  return (
    <ul className="examples" aria-label={texts.builder.examples}>
      {people.slice(0, EXAMPLES_MAX).map((person) => (
        <li key={person} className="row">
          <code className="cut">{person}</code>
          <Button size="compact-xs" variant="subtle" onClick={() => onWhy(person)}>
            {texts.segments.why}
          </Button>
        </li>
      ))}
    </ul>
  )
}
