import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { ProblemError } from '../../api/http.ts'
import { findPerson } from '../../api/more-queries.ts'
import { PageHead } from '../../parts/page-head.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

const TYPES = ['email', 'phone', 'external_id', 'ttp', 'ttclid', 'idfa', 'gaid', 'idfv', 'anonymous_id', 'person'] as const

/** Finds a person by an identifier. The page of the person is called by their id, not by it. */
export function PeoplePage(): ReactNode {
  const { texts } = useLanguage()
  const navigate = useNavigate()
  const [type, setType] = useState<string>('email')
  const [value, setValue] = useState('')
  const find = useMutation({
    mutationFn: () => findPerson(type, value.trim()),
    onSuccess: ({ person }) => navigate({ to: '/people/$person', params: { person } }),
  })
  const isUnknown = find.error instanceof ProblemError && find.error.status === 404
  return (
    <>
      <PageHead title={texts.pages.people} under={texts.people.help} />
      <form
        className="card stack narrow"
        onSubmit={(event) => {
          event.preventDefault()
          find.mutate()
        }}
      >
        <NativeSelect
          label={texts.people.type}
          value={type}
          data={TYPES.map((one) => ({ value: one, label: texts.people.types[one] }))}
          onChange={(event) => setType(event.currentTarget.value)}
        />
        <TextInput
          data-page-search
          label={texts.people.value}
          description={texts.people.valueHelp}
          value={value}
          required
          autoComplete="off"
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        {isUnknown ? <div role="status">{texts.people.unknown}</div> : find.error ? <ProblemNotice error={find.error} /> : null}
        <div>
          <Button type="submit" loading={find.isPending}>
            {texts.people.find}
          </Button>
        </div>
      </form>
    </>
  )
}
