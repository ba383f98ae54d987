import type { ReactNode } from 'react'

/** What may be wider than the page: it scrolls by itself, from the keyboard, too. */
export function ScrollX({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  )
}
