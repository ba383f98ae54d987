import type { Condition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { readRule } from '../../rule/reading.ts'
import { useRuleWords } from '../../rule/use-words.ts'
import { useLanguage } from '../../texts/language.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { RuleEditor } from './rule-editor.tsx'
import { RuleJson } from './rule-json.tsx'

interface BuilderColumnsProps {
  rule: Condition
  onChange: (rule: Condition | undefined) => void
  /** What can be done with the rule. */
  children: ReactNode
}

/** The rule as controls, as a sentence and as JSON; beside it whom it would select. */
export function BuilderColumns({ rule, onChange, children }: BuilderColumnsProps): ReactNode {
  const { texts } = useLanguage()
  const words = useRuleWords()
  return (
    <div className="two-columns">
      <div className="stack">
        <RuleEditor rule={rule} onChange={onChange} isRoot />
        <section className="card stack">
          <h2 className="section-title">{texts.builder.asSentence}</h2>
          <div className="reading" data-testid="reading">
            {readRule(rule, words)}
          </div>
        </section>
        <RuleJson rule={rule} onChange={onChange} />
      </div>
      <div className="sticky-side">
        <PreviewPanel rule={rule} />
        {children}
      </div>
    </div>
  )
}
