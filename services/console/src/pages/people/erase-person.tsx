import { Button, Checkbox, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { erasePerson } from '../../api/more-queries.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** Erases a person, after it was said what that means. @param onErased gets the erasure's id. */
export function ErasePerson({ person, onErased }: { person: string; onErased: (erasure: string) => void }): ReactNode {
  const { texts } = useLanguage()
  const [isOpen, setOpen] = useState(false)
  const [isSure, setSure] = useState(false)
  const erase = useMutation({ mutationFn: () => erasePerson(person), onSuccess: ({ erasure }) => onErased(erasure) })
  return (
    <>
      <Button variant="light" color="red" onClick={() => setOpen(true)}>
        {texts.people.erase}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={texts.people.eraseTitle}
        lockScroll={false}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <div className="stack">
          <div>{texts.people.eraseHelp}</div>
          <Checkbox label={texts.people.eraseSure} checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} />
          {erase.error ? <ProblemNotice error={erase.error} /> : null}
          <div className="row">
            <Button color="red" disabled={!isSure} loading={erase.isPending} onClick={() => erase.mutate()}>
              {texts.people.eraseNow}
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
