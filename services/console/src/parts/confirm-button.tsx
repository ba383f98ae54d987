import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useLanguage } from '../texts/language.tsx'
import { ProblemNotice } from './problem-notice.tsx'

interface ConfirmButtonProps {
  label: string
  title: string
  /** What it does, said before it is done. */
  help: string
  act: () => Promise<unknown>
  /** Names of the answers that are no longer right then. */
  changes: readonly (readonly string[])[]
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({ label, title, help, act, changes }: ConfirmButtonProps): ReactNode {
  const { texts } = useLanguage()
  const [isOpen, setOpen] = useState(false)
  const client = useQueryClient()
  const doing = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      setOpen(false)
      await Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })))
    },
  })
  return (
    <>
      <Button variant="light" color="red" size="compact-sm" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        lockScroll={false}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <div className="stack">
          <div>{help}</div>
          {doing.error ? <ProblemNotice error={doing.error} /> : null}
          <div className="row">
            <Button color="red" loading={doing.isPending} onClick={() => doing.mutate()}>
              {label}
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
