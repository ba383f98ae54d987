import { Alert, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemError } from '../api/http.ts'
import { useLanguage } from '../texts/language.tsx'

/** What went wrong, with the field and what to do, in the service's words. */
export function ProblemNotice({ error, onRetry }: { error: Error; onRetry?: () => void }): ReactNode {
  const { texts } = useLanguage()
  const fields = error instanceof ProblemError ? error.fields : []
  return (
    <Alert color="red" title={texts.common.failed} role="alert">
      <div>{error.message}</div>
      {fields.length > 0 ? (
        <ul>
          {fields.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code>: {message}
            </li>
          ))}
        </ul>
      ) : null}
      {onRetry ? (
        <Button variant="default" size="xs" mt="xs" onClick={onRetry}>
          {texts.common.retry}
        </Button>
      ) : null}
    </Alert>
  )
}
