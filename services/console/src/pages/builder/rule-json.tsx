import { Button, Textarea } from '@mantine/core'
import type { Condition } from '@weir/contracts'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { CopyText } from '../../parts/copy-button.tsx'
import { parsedRule } from '../../rule/parse.ts'
import { useLanguage } from '../../texts/language.tsx'

/** The rule as JSON, to read, to copy, and to write. */
export function RuleJson({ rule, onChange }: { rule: Condition; onChange: (rule: Condition) => void }): ReactNode {
  const { texts } = useLanguage()
  const text = JSON.stringify(rule, null, 2)
  const [edited, setEdited] = useState<string>()
  const [isBad, setBad] = useState(false)
  const take = (): void => {
    const parsed = parsedRule(edited ?? text)
    setBad(parsed === undefined)
    if (parsed === undefined) return
    setEdited(undefined)
    onChange(parsed)
  }
  return (
    <details className="card">
      <summary>{texts.builder.asJson}</summary>
      <div className="stack">
        <Textarea
          aria-label={texts.builder.asJson}
          value={edited ?? text}
          onChange={(event) => setEdited(event.currentTarget.value)}
          rows={Math.min(24, (edited ?? text).split('\n').length + 1)}
          error={isBad ? texts.builder.badJson : undefined}
          classNames={{ input: 'mono' }}
          spellCheck={false}
        />
        <div className="row">
          <Button size="xs" disabled={edited === undefined} onClick={take}>
            {texts.builder.applyJson}
          </Button>
          <CopyText text={edited ?? text} />
        </div>
      </div>
    </details>
  )
}
