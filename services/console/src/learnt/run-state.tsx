import { Alert, Badge, Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import { isGoingOn } from '../api/model-queries.ts'
import type { LearntShown } from '../api/model-queries.ts'
import { useLanguage } from '../texts/language.tsx'

const COLOURS = { asked: 'gray', training: 'cyan', publishing: 'cyan', done: 'green', failed: 'red' } as const

/** How far a model or a lookalike is, in a word. */
export function RunBadge({ state }: Pick<LearntShown, 'state'>): ReactNode {
  const { texts } = useLanguage()
  return (
    <Badge color={COLOURS[state]} variant="light" tt="none">
      {texts.models.states[state]}
    </Badge>
  )
}

/** How much of it is done while it goes on, or why it failed. */
export function RunProgress({ learnt }: { learnt: LearntShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  if (learnt.state === 'failed')
    return (
      <Alert color="red" title={t.failed} role="alert">
        <span lang="en">{learnt.reason}</span>
      </Alert>
    )
  if (!isGoingOn(learnt)) return null
  return (
    <div className="card stack" role="status">
      <div className="row spread">
        <span>{t.states[learnt.state]}</span>
        <span>{formats.share(learnt.progress)}</span>
      </div>
      <Progress value={learnt.progress * 100} aria-label={t.progress} transitionDuration={0} />
    </div>
  )
}
