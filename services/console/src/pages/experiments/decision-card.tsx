import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ResultsShown } from '../../api/experiment-queries.ts'
import { useLanguage } from '../../texts/language.tsx'

const COLOURS = {
  waiting: 'gray',
  broken: 'red',
  harmful: 'red',
  better: 'green',
  worse: 'orange',
  no_difference: 'gray',
  continue: 'cyan',
} as const

/** What to do, first of all; why in the words of the service. */
export function DecisionCard({ decision }: Pick<ResultsShown, 'decision'>): ReactNode {
  const { texts } = useLanguage()
  const t = texts.experiments
  const { verdict, arm, text } = decision
  return (
    <Alert
      className="decision"
      color={COLOURS[verdict]}
      title={<span className="decision-title">{t.verdicts[verdict]}</span>}
      data-testid="decision"
    >
      {arm === null ? null : <strong>{t.takeArm(arm)}. </strong>}
      <span lang="en">{text}</span>
    </Alert>
  )
}
