import { Badge, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { CopyText } from '../../parts/copy-button.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { PLATFORMS, snippetOf } from './snippet.ts'

/** What to put where, and whether a first event has come. @param accepted how many did in 24 h. */
export function InstallPanel({ code, accepted }: { code: string; accepted: number }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.sources
  const [platform, setPlatform] = useState<string>('html')
  const chosen = PLATFORMS.find((one) => one === platform) ?? 'html'
  const text = snippetOf(chosen, location.origin, code)
  const isWorking = accepted > 0
  return (
    <section className="card stack">
      <div className="row spread">
        <h2 className="section-title">{t.install}</h2>
        <span role="status">
          <Badge color={isWorking ? 'green' : 'yellow'} variant="light" size="lg" tt="none">
            {isWorking ? t.verified(formats.number(accepted)) : t.waiting}
          </Badge>
        </span>
      </div>
      <div className="scroll-x">
        <SegmentedControl
          value={platform}
          onChange={setPlatform}
          aria-label={t.platform}
          data={PLATFORMS.map((one) => ({ value: one, label: t.platforms[one] }))}
        />
      </div>
      <div className="dim">{t.platformHelp[chosen]}</div>
      <pre className="code-block" tabIndex={0} data-testid="snippet">
        {text}
      </pre>
      <div>
        <CopyText text={text} />
      </div>
    </section>
  )
}
