import { ActionIcon, Button, Checkbox } from '@mantine/core'
import type { SequenceCondition, SequenceStep } from '@weir/contracts'
import type { ReactNode } from 'react'
import { useLanguage } from '../../../texts/language.tsx'
import { SelectorField } from '../fields/selector-field.tsx'
import { SpanField } from '../fields/span-field.tsx'
import { WindowField } from '../fields/window-field.tsx'

const STEPS_MAX = 10

interface SequenceEditorProps {
  rule: SequenceCondition
  onChange: (rule: SequenceCondition) => void
}

/** One event after another; the last one may be that something did not come. */
export function SequenceEditor({ rule, onChange }: SequenceEditorProps): ReactNode {
  const { texts } = useLanguage()
  const { sequence } = rule
  const put = (steps: SequenceStep[]): void => onChange({ ...rule, sequence: steps })
  const replace = (i: number, step: SequenceStep): void => put(sequence.map((one, at) => (at === i ? step : one)))
  return (
    <>
      {sequence.map((step, i) => (
        <div key={i} className="rule-fields">
          <SelectorField
            label={texts.builder.step(i + 1)}
            value={'absent' in step ? step.absent : step.event}
            onChange={(event) => replace(i, 'absent' in step ? { ...step, absent: event } : { event })}
          />
          {i < sequence.length - 1 ? null : (
            <Checkbox
              size="xs"
              label={texts.builder.absent}
              checked={'absent' in step}
              onChange={() => replace(i, 'absent' in step ? { event: step.absent } : { absent: step.event, for: '1d' })}
            />
          )}
          {'absent' in step ? (
            <SpanField label={texts.builder.absentFor} value={step.for} onChange={(span) => replace(i, { ...step, for: span })} />
          ) : null}
          {sequence.length > 2 ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={texts.common.remove}
              onClick={() => put(sequence.filter((_, at) => at !== i))}
            >
              ✕
            </ActionIcon>
          ) : null}
        </div>
      ))}
      {sequence.length < STEPS_MAX && !sequence.some((step) => 'absent' in step) ? (
        <div>
          <Button size="compact-xs" variant="subtle" onClick={() => put([...sequence, { event: { name: 'Purchase' } }])}>
            + {texts.builder.step(sequence.length + 1)}
          </Button>
        </div>
      ) : null}
      <div className="rule-fields">
        <SpanField label={texts.builder.allWithin} value={rule.span} onChange={(span) => onChange({ ...rule, span })} />
        <WindowField value={rule.within} onChange={(within) => onChange({ ...rule, within })} />
      </div>
    </>
  )
}
