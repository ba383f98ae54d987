import { Alert, Button, Checkbox, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { pauseDestination, resumeDestination, syncDestination, testDestination } from '../../api/destination-queries.ts'
import type { DestinationShown } from '../../api/destination-queries.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** Test, pause or resume, and sync; what a pause and a sync do is said before. */
export function DestinationActions({ destination }: { destination: DestinationShown }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.destinations
  const { id, state } = destination
  const client = useQueryClient()
  const [asked, setAsked] = useState<'pause' | 'sync'>()
  const [isForced, setForced] = useState(false)
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['destinations'] })
  const close = (): void => setAsked(undefined)
  const onSuccess = async (): Promise<void> => {
    close()
    await refresh()
  }
  const test = useMutation({ mutationFn: () => testDestination(id), onSuccess: refresh })
  const resume = useMutation({ mutationFn: () => resumeDestination(id), onSuccess })
  const pause = useMutation({ mutationFn: () => pauseDestination(id), onSuccess })
  const sync = useMutation({ mutationFn: () => syncDestination(id, isForced), onSuccess })
  const failure = test.error ?? resume.error
  const doing = asked === 'sync' ? sync : pause
  return (
    <>
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
        {t.test}
      </Button>
      {state === 'paused' ? (
        <Button loading={resume.isPending} onClick={() => resume.mutate()}>
          {t.resume}
        </Button>
      ) : (
        <Button variant="default" onClick={() => setAsked('pause')}>
          {t.pause}
        </Button>
      )}
      <Button variant="default" onClick={() => setAsked('sync')}>
        {t.sync}
      </Button>
      {failure ? <ProblemNotice error={failure} /> : null}
      {test.data ? (
        <Alert className="whole-row" color={test.data.ok ? 'green' : 'red'} role="status">
          {test.data.ok ? t.reachable : t.unreachable} {test.data.reason}
        </Alert>
      ) : null}
      <Modal
        opened={asked !== undefined}
        onClose={close}
        title={asked === 'sync' ? t.syncTitle : t.pauseTitle}
        lockScroll={false}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <div className="stack">
          <div>{asked === 'sync' ? t.syncHelp : t.pauseHelp}</div>
          {asked === 'sync' ? (
            <Checkbox label={t.force} checked={isForced} onChange={(event) => setForced(event.currentTarget.checked)} />
          ) : null}
          {doing.error ? <ProblemNotice error={doing.error} /> : null}
          <div className="row">
            <Button loading={doing.isPending} onClick={() => doing.mutate()}>
              {asked === 'sync' ? t.syncNow : t.pauseNow}
            </Button>
            <Button variant="default" onClick={close}>
              {texts.common.cancel}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
