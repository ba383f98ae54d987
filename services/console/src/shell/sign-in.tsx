import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { answeredOfSession, weir } from '../api/weir.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { useLanguage } from '../texts/language.tsx'

/** Asks for a key, which only the request sees: the browser keeps a cookie that no script reads. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }): ReactNode {
  const { texts } = useLanguage()
  const [key, setKey] = useState('')
  const signIn = useMutation({
    mutationFn: () => answeredOfSession(weir.POST('/v1/session', { body: { key: key.trim() } })),
    onSuccess: () => {
      setKey('')
      onSignedIn()
    },
  })
  return (
    <main className="sign-in">
      <form
        className="card stack"
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate()
        }}
      >
        <div className="shell-brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <h1 className="sign-in-title">{texts.signIn.title}</h1>
        </div>
        <PasswordInput
          label={texts.signIn.key}
          description={texts.signIn.keyHelp}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
          required
          autoFocus
        />
        {signIn.error ? <ProblemNotice error={signIn.error} /> : null}
        <Button type="submit" loading={signIn.isPending}>
          {texts.signIn.submit}
        </Button>
      </form>
    </main>
  )
}
