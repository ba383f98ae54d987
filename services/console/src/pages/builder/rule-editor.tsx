import { Button, NativeSelect } from '@mantine/core'
import type { Condition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { freshCondition, RULE_KINDS, ruleKindOf } from '../../rule/kinds.ts'
import { addTo, partsOf, regroupAt, replaceAt, wrapAt } from '../../rule/tree.ts'
import { useLanguage } from '../../texts/language.tsx'
import { LeafEditor } from './leaf-editor.tsx'

const GROUPS = ['all', 'any', 'not'] as const

interface RuleEditorProps {
  rule: Condition
  /** With undefined the condition is to go. */
  onChange: (rule: Condition | undefined) => void
  isRoot?: boolean
}

/** A rule as a tree of controls. */
export function RuleEditor(props: RuleEditorProps): ReactNode {
  return partsOf(props.rule).length > 0 ? <GroupEditor {...props} /> : <LeafCard {...props} />
}

function GroupEditor({ rule, onChange, isRoot = false }: RuleEditorProps): ReactNode {
  const { texts } = useLanguage()
  const kind = GROUPS.find((one) => one in rule) ?? 'all'
  return (
    <div className="rule-group" data-kind={kind} role="group" aria-label={texts.builder.groups[kind]}>
      <div className="row">
        <NativeSelect
          size="xs"
          aria-label={texts.builder.kindOfGroup}
          value={kind}
          data={GROUPS.map((one) => ({ value: one, label: texts.builder.groups[one] }))}
          onChange={(event) => {
            const next = GROUPS.find((one) => one === event.currentTarget.value)
            if (next) onChange(regroupAt(rule, [], next))
          }}
        />
        <WrapButton rule={rule} onChange={onChange} />
        {isRoot ? null : <RemoveButton onChange={onChange} />}
      </div>
      {partsOf(rule).map((part, i) => (
        <RuleEditor key={i} rule={part} onChange={(next) => onChange(replaceAt(rule, [i], next))} />
      ))}
      {kind === 'not' ? null : <AddCondition onAdd={(added) => onChange(addTo(rule, [], added))} />}
    </div>
  )
}

function LeafCard({ rule, onChange, isRoot = false }: RuleEditorProps): ReactNode {
  const { texts } = useLanguage()
  const kind = ruleKindOf(rule)
  return (
    <>
      <div className="rule-leaf" role="group" aria-label={texts.builder.kinds[kind]}>
        <div className="row">
          <NativeSelect
            size="xs"
            aria-label={texts.builder.kind}
            value={kind}
            data={RULE_KINDS.map((one) => ({ value: one, label: texts.builder.kinds[one] }))}
            onChange={(event) => {
              const next = RULE_KINDS.find((one) => one === event.currentTarget.value)
              if (next) onChange(freshCondition(next))
            }}
          />
          <WrapButton rule={rule} onChange={onChange} />
          {isRoot ? null : <RemoveButton onChange={onChange} />}
        </div>
        <LeafEditor rule={rule} onChange={onChange} />
      </div>
      {isRoot ? <AddCondition onAdd={(added) => onChange(addTo(rule, [], added))} /> : null}
    </>
  )
}

function WrapButton({ rule, onChange }: Pick<RuleEditorProps, 'rule' | 'onChange'>): ReactNode {
  const { texts } = useLanguage()
  return (
    <Button size="compact-xs" variant="subtle" onClick={() => onChange(wrapAt(rule, [], 'any'))}>
      {texts.builder.wrap}
    </Button>
  )
}

function RemoveButton({ onChange }: Pick<RuleEditorProps, 'onChange'>): ReactNode {
  const { texts } = useLanguage()
  return (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(undefined)}>
      {texts.common.remove}
    </Button>
  )
}

function AddCondition({ onAdd }: { onAdd: (condition: Condition) => void }): ReactNode {
  const { texts } = useLanguage()
  return (
    <NativeSelect
      size="xs"
      maw={220}
      aria-label={texts.builder.addCondition}
      value=""
      data={[
        { value: '', label: `+ ${texts.builder.addCondition}` },
        ...RULE_KINDS.map((one) => ({ value: one, label: texts.builder.kinds[one] })),
      ]}
      onChange={(event) => {
        const kind = RULE_KINDS.find((one) => one === event.currentTarget.value)
        if (kind) onAdd(freshCondition(kind))
      }}
    />
  )
}
