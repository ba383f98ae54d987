import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useLanguage } from '../texts/language.tsx'
import { CommandPalette } from './command-palette.tsx'
import { NAV_PAGES } from './pages.ts'
import { ShellFoot } from './shell-foot.tsx'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** What surrounds every page. Ctrl-K opens the palette; `/` goes to the page's search. */
export function Shell(): ReactNode {
  const { texts } = useLanguage()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const { pathname } = useLocation()
  // On a phone the pages are a row that is wider than the screen.
  useEffect(() => {
    document.querySelector('.shell-link[data-status=active]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault()
        setOpen(true)
      } else if (event.key === '/' && !isTyping(event.target)) {
        const search = document.querySelector<HTMLInputElement>('[data-page-search]')
        event.preventDefault()
        if (search) search.focus()
        else void navigate({ to: '/segments' })
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [navigate])
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {texts.shell.skip}
      </a>
      <nav className="shell-nav" aria-label={texts.shell.navigation}>
        <div className="shell-brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          Weir
        </div>
        <ul className="shell-links">
          {NAV_PAGES.map(({ id, to }) => (
            <li key={id}>
              <Link to={to} className="shell-link" activeOptions={{ exact: to === '/', includeSearch: false }}>
                {texts.pages[id]}
              </Link>
            </li>
          ))}
        </ul>
        <ShellFoot onPalette={() => setOpen(true)} />
      </nav>
      <main className="shell-main" id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <CommandPalette isOpen={isOpen} onClose={() => setOpen(false)} />
    </div>
  )
}
