import { ActionIcon, Button } from '@mantine/core'
import type { Where } from '@weir/contracts'
import type { ReactNode } from 'react'
import { OPERATORS, operandOf, operandText } from '../../../rule/operators.ts'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from './choice-field.tsx'
import { SuggestField } from './suggest-field.tsx'
import { useSuggestions } from './use-catalogue.ts'

interface WhereRowsProps {
  tests: readonly Where[]
  onChange: (tests: Where[]) => void
}

/** Tests on the fields of an event, one a row. */
export function WhereRows({ tests, onChange }: WhereRowsProps): ReactNode {
  const { texts } = useLanguage()
  const { paths, valuesOf } = useSuggestions()
  const put = (i: number, next: Where): void => onChange(tests.map((test, at) => (at === i ? next : test)))
  return (
    <>
      {tests.map((test, i) => (
        <div className="rule-fields" key={i}>
          <SuggestField
            label={texts.builder.path}
            value={test.path}
            options={paths}
            onChange={(path) => put(i, { ...test, path })}
          />
          <ChoiceField
            label={texts.builder.operator}
            value={test.op}
            options={OPERATORS}
            labels={texts.builder.operators}
            onChange={(op) => put(i, whereOf(test.path, op, operandText(test.value)))}
          />
          {test.op === 'exists' || test.op === 'not_exists' ? null : (
            <SuggestField
              label={texts.common.value}
              value={operandText(test.value)}
              options={valuesOf(test.path)}
              onChange={(text) => put(i, whereOf(test.path, test.op, text))}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={texts.common.remove}
            onClick={() => onChange(tests.filter((_, at) => at !== i))}
          >
            ✕
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => onChange([...tests, { path: 'properties.value', op: 'gte', value: 1 }])}
        >
          + {texts.builder.where}
        </Button>
      </div>
    </>
  )
}

function whereOf(path: string, op: Where['op'], text: string): Where {
  const value = operandOf(op, text)
  return value === undefined ? { path, op } : { path, op, value }
}
