import { Center, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { ProblemError, setCsrfToken, whenSignedOut } from '../api/http.ts'
import { sessionQuery } from '../api/queries.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { useLanguage } from '../texts/language.tsx'
import { SessionContext } from './session.ts'
import { SignIn } from './sign-in.tsx'

/** Shows the pages to those who have signed in. */
export function SessionGate({ children }: { children: ReactNode }): ReactNode {
  const client = useQueryClient()
  const { texts } = useLanguage()
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery)
  useEffect(() => whenSignedOut(() => void client.invalidateQueries(sessionQuery)), [client])
  if (isPending)
    return (
      <Center h="100vh">
        <Loader aria-label={texts.common.loading} />
      </Center>
    )
  const isUnknown = error instanceof ProblemError && error.status === 401
  if (isUnknown) return <SignIn onSignedIn={() => void refetch()} />
  if (error)
    return (
      <main className="sign-in">
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </main>
    )
  setCsrfToken(session.csrf_token)
  return <SessionContext value={session}>{children}</SessionContext>
}
