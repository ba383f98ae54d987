import { Badge, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { saveSegment } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { readRule } from '../../rule/reading.ts'
import { useRuleWords } from '../../rule/use-words.ts'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { draftOf, keepVersion, keptVersions } from './kept-versions.ts'
import type { KeptDefinition } from './kept-versions.ts'

/** Versions of a segment, each to be restored: that saves its definition as the newest one. */
export function VersionsPanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const { may } = useSession()
  const words = useRuleWords()
  const client = useQueryClient()
  const restore = useMutation({
    mutationFn: (version: KeptDefinition) => saveSegment(segment.id, draftOf(version)),
    onSuccess: async (saved) => {
      keepVersion(segment)
      keepVersion(saved)
      await client.invalidateQueries({ queryKey: ['segments'] })
    },
  })
  const versions = keptVersions(segment.id)
  return (
    <div className="card stack">
      <div className="dim">{texts.segments.restoreHelp}</div>
      {restore.error ? <ProblemNotice error={restore.error} /> : null}
      {restore.isSuccess ? <div role="status">{texts.segments.restored}</div> : null}
      {versions.length === 0 ? <div>{texts.segments.noVersions}</div> : null}
      {versions.map((version) => (
        <div key={version.version} className="rule-leaf">
          <div className="row">
            <strong>{texts.segments.version(String(version.version))}</strong>
            <span className="dim">{formats.instant(version.updated_at)}</span>
            {version.version === segment.version ? (
              <Badge variant="light" tt="none">
                {texts.segments.current}
              </Badge>
            ) : may('admin') ? (
              <Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate(version)}>
                {texts.segments.restore}
              </Button>
            ) : null}
          </div>
          <div>{version.name}</div>
          <div className="reading">{readRule(version.rule, words)}</div>
        </div>
      ))}
    </div>
  )
}
