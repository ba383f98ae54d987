import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import type { SeedReportShown } from '../../api/model-queries.ts'
import { useLanguage } from '../../texts/language.tsx'

export type SeedShown = SeedReportShown['seeds'][number]

/** What to do about a seed; why in the words of the service. */
export function AdviceNotice({ seed, isNamed }: { seed: SeedShown; isNamed: boolean }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.seed
  const isGood = seed.advice.every(({ code }) => code === 'good')
  return (
    <Alert
      color={isGood ? 'green' : 'orange'}
      title={isNamed ? `${t.advice}: ${seed.segment}` : t.advice}
      data-testid={`advice-${seed.segment}`}
    >
      <ul className="plain-list">
        {seed.advice.map(({ code, message }) => (
          <li key={code}>
            <strong>{t.codes[code]}</strong> <span lang="en">{message}</span>
          </li>
        ))}
      </ul>
    </Alert>
  )
}
