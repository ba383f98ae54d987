import { createContext, useContext } from 'react'
import type { SessionAnswer } from '../api/types.ts'

export const SessionContext = createContext<SessionAnswer | undefined>(undefined)

/** Who has signed in, and what their key allows. */
export function useSession(): SessionAnswer & { may: (scope: string) => boolean } {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs somebody who has signed in')
  return { ...session, may: (scope) => session.scopes.some((one) => one === 'admin' || one === scope) }
}
