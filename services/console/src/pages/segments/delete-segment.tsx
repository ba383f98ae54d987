import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { deleteSegment } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

export function DeleteSegment({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts } = useLanguage()
  const [isOpen, setOpen] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteSegment(segment.id),
    onSuccess: async () => {
      await navigate({ to: '/segments' })
      client.removeQueries({ queryKey: ['segments', segment.id] })
      await client.invalidateQueries({ queryKey: ['segments'] })
    },
  })
  return (
    <>
      <Button variant="light" color="red" onClick={() => setOpen(true)}>
        {texts.common.delete}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={texts.segments.deleteTitle(segment.name)}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <div className="stack">
          <div>{texts.segments.deleteHelp}</div>
          {remove.error ? <ProblemNotice error={remove.error} /> : null}
          <div className="row">
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              {texts.common.delete}
            </Button>
            <Button variant="default" onClick={() => setOpen(false)}>
              {texts.common.cancel}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
