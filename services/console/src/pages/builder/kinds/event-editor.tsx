import { Checkbox } from '@mantine/core'
import type { Comparison, EventCondition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { MEASURES_OF_PATHS } from '../../../rule/operators.ts'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from '../fields/choice-field.tsx'
import { ComparisonField } from '../fields/comparison-field.tsx'
import { SelectorField } from '../fields/selector-field.tsx'
import { SuggestField } from '../fields/suggest-field.tsx'
import { useSuggestions } from '../fields/use-catalogue.ts'
import { WindowField } from '../fields/window-field.tsx'

const MEASURES = ['any', 'count', 'active_days', ...MEASURES_OF_PATHS] as const
type MeasureChoice = (typeof MEASURES)[number]

interface EventEditorProps {
  rule: EventCondition
  onChange: (rule: EventCondition) => void
}

/** What was done, how often or how much of it, and when. */
export function EventEditor({ rule, onChange }: EventEditorProps): ReactNode {
  const { texts } = useLanguage()
  const { paths } = useSuggestions()
  const measure = MEASURES.find((one) => one in rule) ?? 'any'
  const { path, comparison } = measureOf(rule, measure)
  const put = (next: MeasureChoice, toPath: string, to: Comparison): void => onChange(measured(rule, next, toPath, to))
  return (
    <>
      <SelectorField value={rule.event} onChange={(event) => onChange({ ...rule, event })} />
      <div className="rule-fields">
        <ChoiceField
          label={texts.builder.measure}
          value={measure}
          options={MEASURES}
          labels={texts.builder.measures}
          onChange={(next) => put(next, path, comparison)}
        />
        {measure === 'any' || measure === 'count' || measure === 'active_days' ? null : (
          <SuggestField
            label={texts.builder.path}
            value={path}
            options={paths}
            onChange={(next) => put(measure, next, comparison)}
          />
        )}
        {measure === 'any' ? null : (
          <ComparisonField label={texts.builder.operator} value={comparison} onChange={(next) => put(measure, path, next)} />
        )}
        {measure === 'any' || rule.since !== undefined ? null : (
          <SuggestField
            label={texts.builder.perValue}
            value={rule.per ?? ''}
            options={paths}
            onChange={(next) => onChange(withPer(rule, next))}
          />
        )}
      </div>
      <div className="rule-fields">
        <WindowField value={rule.within} onChange={(within) => onChange({ ...rule, within })} />
        <Checkbox
          size="xs"
          label={texts.builder.sinceEvent}
          checked={rule.since !== undefined}
          onChange={(event) =>
            onChange(withSince(rule, event.currentTarget.checked ? { event: { name: 'AddToCart' } } : undefined))
          }
        />
      </div>
      {rule.since === undefined ? null : (
        <SelectorField
          label={texts.builder.sinceEvent}
          value={rule.since.event}
          onChange={(event) => onChange(withSince(rule, { event }))}
        />
      )}
    </>
  )
}

/** Measured for each value of a path by itself; empty for all together. */
function withPer(rule: EventCondition, path: string): EventCondition {
  const { per: _, ...rest } = rule
  return path === '' ? rest : { ...rest, per: path }
}

function withSince(rule: EventCondition, since: EventCondition['since']): EventCondition {
  const { since: _, per, ...rest } = rule
  if (since !== undefined) return { ...rest, since }
  return per === undefined ? rest : { ...rest, per }
}

function measureOf(rule: EventCondition, measure: MeasureChoice): { path: string; comparison: Comparison } {
  if (measure === 'any') return { path: 'properties.value', comparison: { gte: 1 } }
  if (measure === 'count' || measure === 'active_days')
    return { path: 'properties.value', comparison: rule[measure] ?? { gte: 1 } }
  const { path = 'properties.value', ...comparison } = rule[measure] ?? { gte: 1 }
  return { path, comparison }
}

function measured(rule: EventCondition, measure: MeasureChoice, path: string, comparison: Comparison): EventCondition {
  const { event, within, per, since } = rule
  const rest = { event, within, ...(per === undefined ? {} : { per }), ...(since === undefined ? {} : { since }) }
  if (measure === 'any') return rest
  if (measure === 'count' || measure === 'active_days') return { ...rest, [measure]: comparison }
  return { ...rest, [measure]: { path, ...comparison } }
}
