import type { FieldFault } from '../errors.ts'
import type { Condition } from '../segment.ts'
import { isPathOperand } from '../selector.ts'
import type { Selector } from '../selector.ts'
import { unknownKind } from './kind-of.ts'
import { leavesOf } from './leaves.ts'
import type { Leaf } from './leaves.ts'
import { PATH_ROOTS, pathMeant } from './path-meant.ts'

/** A path of a rule, and where in the rule it stands (dotted). */
export interface PathPlace {
  at: string
  path: string
  /** Whose events it looks at; undefined for all. */
  selector: Selector | undefined
}

/** Every path that a rule asks for. */
export function pathsIn(rule: Condition, at = 'rule'): PathPlace[] {
  return leavesOf(rule, at).flatMap(leafPaths)
}

function leafPaths({ kind, condition, at }: Leaf): PathPlace[] {
  switch (kind) {
    case 'event':
      return measurePaths(condition, at)
    case 'percentile':
      return measurePaths(condition.percentile.of, `${at}.percentile.of`)
    case 'sequence':
      return condition.sequence.flatMap((step, i) =>
        'absent' in step
          ? selectorPaths(step.absent, `${at}.sequence.${i}.absent`)
          : selectorPaths(step.event, `${at}.sequence.${i}.event`),
      )
    case 'ratio':
      return condition.ratio.flatMap((quantity, i) => measurePaths(quantity, `${at}.ratio.${i}`))
    case 'affinity': {
      const { by } = condition.affinity
      return by.includes('.') ? [{ at: `${at}.affinity.by`, path: by, selector: undefined }] : []
    }
    case 'exposure':
    case 'touch':
    case 'trait':
    case 'score':
    case 'lookalike':
    case 'segment':
      return []
    default:
      return unknownKind(kind)
  }
}

function measurePaths(given: { event: Selector; per?: string; since?: { event: Selector } }, at: string): PathPlace[] {
  const own = Object.entries(given).flatMap(([measure, value]): PathPlace[] =>
    typeof value === 'object' && 'path' in value && typeof value.path === 'string'
      ? [{ at: `${at}.${measure}.path`, path: value.path, selector: given.event }]
      : [],
  )
  const since = given.since ? selectorPaths(given.since.event, `${at}.since.event`) : []
  const per = given.per === undefined ? [] : [{ at: `${at}.per`, path: given.per, selector: given.event }]
  return [...selectorPaths(given.event, `${at}.event`), ...own, ...per, ...since]
}

function selectorPaths(selector: Selector, at: string): PathPlace[] {
  return (selector.where ?? []).flatMap(({ path, value }, i) => [
    { at: `${at}.where.${i}.path`, path, selector },
    ...(isPathOperand(value) ? [{ at: `${at}.where.${i}.value.path`, path: value.path, selector }] : []),
  ])
}

/**
 * What is wrong with the paths of a rule: those that lead into no section of an event, with the one
 * that is meant.
 */
export function pathFaults(rule: Condition): FieldFault[] {
  return pathsIn(rule).flatMap(({ at, path }) => {
    const [root, ...rest] = path.split('.')
    if (PATH_ROOTS.some((known) => known === root) && rest.length > 0) return []
    const message = `a path begins with ${PATH_ROOTS.join(', ')}, and leads to a field in it: did you mean "${pathMeant(path)}"?`
    return [{ path: at, message }]
  })
}
