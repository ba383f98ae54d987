import { ActionIcon, Button, NativeSelect, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { answeredOfSession, weir } from '../api/weir.ts'
import { sessionQuery } from '../api/queries.ts'
import { TIME_ZONE } from '../time-zone.ts'
import { useLanguage } from '../texts/language.tsx'
import { useSession } from './session.ts'

/** Palette, language, colours, who has signed in, and the time zone of all times. */
export function ShellFoot({ onPalette }: { onPalette: () => void }): ReactNode {
  const { texts, language, setLanguage } = useLanguage()
  const { name, role } = useSession()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const client = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => answeredOfSession(weir.DELETE('/v1/session')),
    onSettled: async () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
      await client.resetQueries(sessionQuery)
    },
  })
  return (
    <div className="shell-foot">
      <Button className="wide-only" variant="default" size="xs" onClick={onPalette}>
        {texts.shell.palette} Ctrl K
      </Button>
      <div className="row">
        <ActionIcon
          variant="default"
          aria-label={scheme === 'dark' ? texts.shell.lightMode : texts.shell.darkMode}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? '☀' : '☾'}
        </ActionIcon>
        <NativeSelect
          size="xs"
          aria-label={texts.shell.language}
          value={language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          onChange={(event) => setLanguage(event.currentTarget.value === 'de' ? 'de' : 'en')}
        />
      </div>
      <div className="dim wide-only">{texts.shell.timeZone(TIME_ZONE)}</div>
      <div className="dim wide-only cut">{texts.shell.signedInAs(name, role)}</div>
      <Button variant="subtle" size="compact-xs" onClick={() => signOut.mutate()}>
        {texts.shell.signOut}
      </Button>
    </div>
  )
}
