import { Button, CopyButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLanguage } from '../texts/language.tsx'

export function CopyText({ text }: { text: string }): ReactNode {
  const { texts } = useLanguage()
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? texts.common.copied : texts.common.copy}
        </Button>
      )}
    </CopyButton>
  )
}
