import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { useLanguage } from '../texts/language.tsx'

export function NotFound(): ReactNode {
  const { texts } = useLanguage()
  return (
    <>
      <PageHead title={texts.shell.notFound} />
      <Link to="/">{texts.shell.backHome}</Link>
    </>
  )
}
