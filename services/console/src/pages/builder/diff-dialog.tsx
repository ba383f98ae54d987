import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Condition } from '@weir/contracts'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { diffQuery, saveSegment } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { WhyPanel } from '../people/why-panel.tsx'
import { draftOf, keepVersion } from '../segments/kept-versions.ts'
import { DiffFigures } from './diff-figures.tsx'

interface DiffDialogProps {
  segment: SegmentShown
  rule: Condition
  onClose: () => void
}

/** Who would enter and leave by a change, with examples, before it is saved. */
export function DiffDialog({ segment, rule, onClose }: DiffDialogProps): ReactNode {
  const { texts } = useLanguage()
  const query = useQuery(diffQuery(segment.id, rule))
  const [person, setPerson] = useState<string>()
  const client = useQueryClient()
  const navigate = useNavigate()
  const save = useMutation({
    mutationFn: () => saveSegment(segment.id, { ...draftOf(segment), rule }),
    onSuccess: async (saved) => {
      keepVersion(segment)
      keepVersion(saved)
      await client.invalidateQueries({ queryKey: ['segments'] })
      await navigate({ to: '/segments/$id', params: { id: segment.id } })
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.builder.diffTitle}
      size="lg"
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': texts.common.close }}
    >
      <div className="stack">
        <Loaded query={query} height={160}>
          {(diff) => <DiffFigures diff={diff} onWhy={setPerson} />}
        </Loaded>
        {person === undefined ? null : <WhyPanel person={person} segment={segment.id} />}
        {save.error ? <ProblemNotice error={save.error} /> : null}
        <div className="row">
          <Button loading={save.isPending} disabled={query.data === undefined} onClick={() => save.mutate()}>
            {texts.builder.saveChange}
          </Button>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
