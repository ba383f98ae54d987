import { keysOf } from '../objects.ts'
import { canonicalName } from '../names.ts'
import type { Condition } from '../segment.ts'
import type { Selector } from '../selector.ts'
import { unknownKind } from './kind-of.ts'
import { leavesOf } from './leaves.ts'
import type { Leaf } from './leaves.ts'
import { pathsIn } from './paths.ts'

/**
 * Something that a rule asks for and that there may be none of, and where in the rule it stands
 * (dotted).
 */
export type Mention = { at: string } & (
  | { kind: 'event'; name: string }
  | { kind: 'prefix'; prefix: string }
  | { kind: 'source'; source: string }
  /** `selector`: whose events are looked at; undefined for all. */
  | { kind: 'path'; path: string; selector: Selector | undefined }
  | { kind: 'trait'; trait: string }
  | { kind: 'model'; model: string }
  | { kind: 'ad'; field: AdField; id: string }
  /** The campaign of a touch: any event may name it. */
  | { kind: 'campaign'; id: string }
)

const AD_FIELDS = { campaign: 'campaign_id', adgroup: 'adgroup_id', ad: 'ad_id', creative: 'creative_id' } as const
export type AdField = (typeof AD_FIELDS)[keyof typeof AD_FIELDS]

/** Everything that a rule names. */
export function mentionsIn(rule: Condition, at = 'rule'): Mention[] {
  return leavesOf(rule, at).flatMap((leaf) => [...namedBy(leaf), ...pathsOf(leaf)])
}

function pathsOf({ condition, at }: Leaf): Mention[] {
  return pathsIn(condition, at).map((place) => ({ kind: 'path', ...place }))
}

function namedBy({ kind, condition, at }: Leaf): Mention[] {
  switch (kind) {
    case 'event':
      return [
        ...selected(condition.event, `${at}.event`),
        ...(condition.since ? selected(condition.since.event, `${at}.since.event`) : []),
      ]
    case 'percentile':
      return selected(condition.percentile.of.event, `${at}.percentile.of.event`)
    case 'sequence':
      return condition.sequence.flatMap((step, i) =>
        'absent' in step
          ? selected(step.absent, `${at}.sequence.${i}.absent`)
          : selected(step.event, `${at}.sequence.${i}.event`),
      )
    case 'trait':
      return [{ kind: 'trait', at: `${at}.trait`, trait: condition.trait }]
    case 'exposure':
      return keysOf(AD_FIELDS).flatMap((key): Mention[] => {
        const named = condition.exposure[key]
        const place = `${at}.exposure.${key}`
        if (named === undefined) return []
        if (typeof named === 'string') return [{ kind: 'ad', at: place, field: AD_FIELDS[key], id: named }]
        return named.map((id, i) => ({ kind: 'ad', at: `${place}.${i}`, field: AD_FIELDS[key], id }))
      })
    case 'ratio':
      return condition.ratio.flatMap(({ event }, i) => selected(event, `${at}.ratio.${i}.event`))
    case 'touch':
      return typeof condition.campaign === 'string'
        ? [{ kind: 'campaign', at: `${at}.campaign`, id: condition.campaign }]
        : condition.campaign.map((id, i) => ({ kind: 'campaign', at: `${at}.campaign.${i}`, id }))
    case 'score':
      return [{ kind: 'model', at: `${at}.score`, model: condition.score }]
    case 'affinity':
    case 'lookalike':
    case 'segment':
      return []
    default:
      return unknownKind(kind)
  }
}

function selected({ name, names, name_prefix, source }: Selector, at: string): Mention[] {
  const found: Mention[] = (names ?? []).map((one, i) => ({ kind: 'event', at: `${at}.names.${i}`, name: canonicalName(one) }))
  if (name !== undefined) found.push({ kind: 'event', at: `${at}.name`, name: canonicalName(name) })
  if (name_prefix !== undefined) found.push({ kind: 'prefix', at: `${at}.name_prefix`, prefix: name_prefix })
  if (source !== undefined) found.push({ kind: 'source', at: `${at}.source`, source })
  return found
}
