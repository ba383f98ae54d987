import type { Condition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { ExposureEditor, TouchEditor } from './kinds/ad-editors.tsx'
import { EventEditor } from './kinds/event-editor.tsx'
import { AffinityEditor, PercentileEditor, RatioEditor } from './kinds/measure-editors.tsx'
import { LookalikeEditor, ScoreEditor, SegmentReferenceEditor } from './kinds/published-editors.tsx'
import { SequenceEditor } from './kinds/sequence-editor.tsx'
import { TraitEditor } from './kinds/trait-editor.tsx'

/** The controls of a condition that has no others inside. */
export function LeafEditor({ rule, onChange }: { rule: Condition; onChange: (rule: Condition) => void }): ReactNode {
  if ('score' in rule) return <ScoreEditor rule={rule} onChange={onChange} />
  if ('event' in rule) return <EventEditor rule={rule} onChange={onChange} />
  if ('trait' in rule) return <TraitEditor rule={rule} onChange={onChange} />
  if ('sequence' in rule) return <SequenceEditor rule={rule} onChange={onChange} />
  if ('exposure' in rule) return <ExposureEditor rule={rule} onChange={onChange} />
  if ('touch' in rule) return <TouchEditor rule={rule} onChange={onChange} />
  if ('affinity' in rule) return <AffinityEditor rule={rule} onChange={onChange} />
  if ('ratio' in rule) return <RatioEditor rule={rule} onChange={onChange} />
  if ('percentile' in rule) return <PercentileEditor rule={rule} onChange={onChange} />
  if ('lookalike' in rule) return <LookalikeEditor rule={rule} onChange={onChange} />
  if ('segment' in rule) return <SegmentReferenceEditor rule={rule} onChange={onChange} />
  return null
}
