import { canonicalName } from '../names.ts'
import type { Condition } from '../segment.ts'
import type { Selector } from '../selector.ts'
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
  | { kind: 'ad'; field: AdField; id: string }
)

const AD_FIELDS = { campaign: 'campaign_id', adgroup: 'adgroup_id', ad: 'ad_id', creative: 'creative_id' } as const
export type AdField = (typeof AD_FIELDS)[keyof typeof AD_FIELDS]

/** Everything that a rule names. */
export function mentionsIn(rule: Condition, at = 'rule'): Mention[] {
  if ('all' in rule) return rule.all.flatMap((c, i) => mentionsIn(c, `${at}.all.${i}`))
  if ('any' in rule) return rule.any.flatMap((c, i) => mentionsIn(c, `${at}.any.${i}`))
  if ('not' in rule) return mentionsIn(rule.not, `${at}.not`)
  const paths = pathsIn(rule, at).map((place): Mention => ({ kind: 'path', ...place }))
  if ('sequence' in rule) {
    const steps = rule.sequence.flatMap((step, i) =>
      'event' in step ? selected(step.event, `${at}.sequence.${i}.event`) : selected(step.absent, `${at}.sequence.${i}.absent`),
    )
    return [...steps, ...paths]
  }
  if ('trait' in rule) return [{ kind: 'trait', at: `${at}.trait`, trait: rule.trait }]
  if ('exposure' in rule)
    return Object.entries(AD_FIELDS).flatMap(([key, field]): Mention[] => {
      const id = rule.exposure[key as keyof typeof AD_FIELDS]
      return id === undefined ? [] : [{ kind: 'ad', at: `${at}.exposure.${key}`, field, id }]
    })
  if ('percentile' in rule && 'top' in rule) return [...selected(rule.percentile.of.event, `${at}.percentile.of.event`), ...paths]
  return 'event' in rule ? [...selected(rule.event, `${at}.event`), ...paths] : paths
}

function selected({ name, names, name_prefix, source }: Selector, at: string): Mention[] {
  const found: Mention[] = (names ?? []).map((one, i) => ({ kind: 'event', at: `${at}.names.${i}`, name: canonicalName(one) }))
  if (name !== undefined) found.push({ kind: 'event', at: `${at}.name`, name: canonicalName(name) })
  if (name_prefix !== undefined) found.push({ kind: 'prefix', at: `${at}.name_prefix`, prefix: name_prefix })
  if (source !== undefined) found.push({ kind: 'source', at: `${at}.source`, source })
  return found
}
