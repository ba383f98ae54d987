import type { AffinityCondition, Comparison, PercentileCondition, RatioCondition, Selector } from '@weir/contracts'
import type { ReactNode } from 'react'
import { MEASURES_OF_PATHS } from '../../../rule/operators.ts'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from '../fields/choice-field.tsx'
import { ComparisonField } from '../fields/comparison-field.tsx'
import { NumberField } from '../fields/number-field.tsx'
import { SelectorField } from '../fields/selector-field.tsx'
import { SuggestField } from '../fields/suggest-field.tsx'
import { useSuggestions } from '../fields/use-catalogue.ts'
import { WindowField } from '../fields/window-field.tsx'

interface EditorOf<T> {
  rule: T
  onChange: (rule: T) => void
}

/** How much of what somebody does concerns one value. */
export function AffinityEditor({ rule, onChange }: EditorOf<AffinityCondition>): ReactNode {
  const { texts } = useLanguage()
  const { paths, valuesOf } = useSuggestions()
  const { affinity, within } = rule
  const what = rule.rank === undefined ? 'share' : 'rank'
  return (
    <div className="rule-fields">
      <SuggestField
        label={texts.builder.by}
        value={affinity.by}
        options={paths}
        onChange={(by) => onChange({ ...rule, affinity: { ...affinity, by } })}
      />
      <SuggestField
        label={texts.common.value}
        value={affinity.value}
        options={valuesOf(affinity.by)}
        onChange={(value) => onChange({ ...rule, affinity: { ...affinity, value } })}
      />
      <ChoiceField
        label={texts.builder.measure}
        value={what}
        options={['share', 'rank']}
        labels={texts.builder.affinityWhat}
        onChange={(next) =>
          onChange(next === 'share' ? { affinity, within, share: { gte: 0.5 } } : { affinity, within, rank: { lte: 1 } })
        }
      />
      <ComparisonField
        label={texts.builder.operator}
        value={rule[what] ?? { gte: 0.5 }}
        onChange={(next) => onChange({ ...rule, [what]: next })}
      />
      <WindowField value={within} onChange={(next) => onChange({ ...rule, within: next })} />
    </div>
  )
}

/** One number of events divided by another. */
export function RatioEditor({ rule, onChange }: EditorOf<RatioCondition>): ReactNode {
  const { texts } = useLanguage()
  const { ratio, within, ...comparison } = rule
  const [above, below] = ratio
  const put = (changes: {
    above?: Selector
    below?: Selector
    comparison?: Comparison
    within?: RatioCondition['within']
  }): void =>
    onChange({
      ratio: [
        { ...above, event: changes.above ?? above.event },
        { ...below, event: changes.below ?? below.event },
      ],
      within: changes.within ?? within,
      ...(changes.comparison ?? comparison),
    })
  return (
    <>
      <SelectorField label={texts.builder.above} value={above.event} onChange={(event) => put({ above: event })} />
      <SelectorField label={texts.builder.below} value={below.event} onChange={(event) => put({ below: event })} />
      <div className="rule-fields">
        <ComparisonField label={texts.builder.operator} value={comparison} onChange={(next) => put({ comparison: next })} />
        <WindowField value={within} onChange={(next) => put({ within: next })} />
      </div>
    </>
  )
}

const QUANTITIES = ['count', 'active_days', ...MEASURES_OF_PATHS] as const

/** The best share of all people by a measure. */
export function PercentileEditor({ rule, onChange }: EditorOf<PercentileCondition>): ReactNode {
  const { texts } = useLanguage()
  const { paths } = useSuggestions()
  const { of, within } = rule.percentile
  const measure = QUANTITIES.find((one) => one in of) ?? 'count'
  const given = measure === 'count' || measure === 'active_days' ? undefined : of[measure]
  const path = given?.path ?? 'properties.value'
  const put = (event: Selector, next: (typeof QUANTITIES)[number], to: string): void => {
    const counted = next === 'count' || next === 'active_days'
    onChange({ ...rule, percentile: { within, of: { event, [next]: counted ? true : { path: to } } } })
  }
  return (
    <>
      <SelectorField value={of.event} onChange={(event) => put(event, measure, path)} />
      <div className="rule-fields">
        <NumberField
          label={texts.builder.top}
          value={Number((rule.top * 100).toFixed(2))}
          min={0.01}
          max={99.99}
          onChange={(top) => onChange({ ...rule, top: top / 100 })}
        />
        <ChoiceField
          label={texts.builder.by}
          value={measure}
          options={QUANTITIES}
          labels={texts.builder.measures}
          onChange={(next) => put(of.event, next, path)}
        />
        {given ? (
          <SuggestField label={texts.builder.path} value={path} options={paths} onChange={(to) => put(of.event, measure, to)} />
        ) : null}
        <WindowField value={within} onChange={(next) => onChange({ ...rule, percentile: { of, within: next } })} />
      </div>
    </>
  )
}
