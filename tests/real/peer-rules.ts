import { Condition, segmentNumber } from '@weir/contracts'
import type { Op, SegmentDefinition, Where } from '@weir/contracts'
import type { Node, Operator, PeerSegment, PropertyTest } from './peer-cases.ts'

/** A peer's definitions as rules of ours. */

/** Our rules cannot say it; the message says why. */
export class InexpressibleError extends Error {
  override readonly name = 'InexpressibleError'
}

export function definitionOf(name: string, version: number, rule: Condition): SegmentDefinition {
  // Parsed as the API would: a rule that it refuses is none of ours.
  return { id: name, number: segmentNumber(name), version, name, rule: Condition.parse(rule) }
}

export const subscriptionTrait = (id: unknown): string => `subscription:${String(id)}`
export const listTrait = (id: unknown): string => `list:${String(id)}`

export function subscribedRule(name: string, type: 'OptIn' | 'OptOut'): Condition {
  const trait = subscriptionTrait(`id-of-${name}`)
  return type === 'OptIn' ? { trait, eq: 'Subscribe' } : { not: { trait, eq: 'Unsubscribe' } }
}

export function ruleOf({ name, definition }: PeerSegment): Condition {
  const nodes = new Map([definition.entryNode, ...definition.nodes].map((node) => [node.id, node]))
  return nodeRule(definition.entryNode, nodes, name)
}

function nodeRule(node: Node, nodes: ReadonlyMap<string, Node>, segment: string): Condition {
  switch (node.type) {
    case 'And':
      return { all: node.children!.map((id) => nodeRule(nodes.get(id)!, nodes, segment)) }
    case 'Everyone':
      return { event: { name: 'Anything' }, within: 'all', count: { gte: 0 } }
    case 'Trait':
      return traitRule(traitKey(node.path!), node.operator!)
    case 'Performed':
      return performed(node.event!, wheres(node.properties ?? []), node.timesOperator ?? '>=', node.times ?? 1)
    case 'Email':
      return performed(node.event!, [{ path: 'properties.templateId', op: 'eq', value: node.templateId! }], '>=', node.times ?? 1)
    case 'LastPerformed':
      // The same where each person has no more than one of the events; toStory's callers check
      // that.
      return performed(node.event!, wheres([...(node.whereProperties ?? []), ...(node.hasProperties ?? [])]), '>=', 1)
    case 'Manual':
      // A list kept elsewhere is a trait that names the version of the list that the person is on.
      return { trait: listTrait(`id-of-${segment}`), eq: node.version! }
    default:
      throw new InexpressibleError(`there is no condition like ${node.type}`)
  }
}

function performed(name: string, where: Where[], operator: string, times: number): Condition {
  const by = { '>=': 'gte', '=': 'eq', '<': 'lt' }[operator]
  if (!by) throw new InexpressibleError(`no comparison ${operator}`)
  const selected = name.endsWith('*') ? { name_prefix: name.slice(0, -1) } : { name }
  return { event: { ...selected, ...(where.length > 0 ? { where } : {}) }, within: 'all', count: { [by]: times } }
}

/**
 * `env`, or `$["a key"]`; a path of several steps is the key under which a nested trait arrives.
 */
function traitKey(path: string): string {
  return /^\$\["(.+)"\]$/.exec(path)?.[1] ?? path
}

function traitRule(trait: string, operator: Operator): Condition {
  switch (operator.type) {
    case 'NotEquals':
      return { not: { trait, eq: operator.value! } }
    case 'NotExists':
      return {
        any: [
          { trait, not_exists: true },
          { trait, eq: '' },
        ],
      }
    case 'Within':
      return { trait, in_last: `${operator.windowSeconds!}s` }
    case 'AbsoluteTimestamp':
      return operator.direction === 'after'
        ? { trait, after: operator.absoluteTimestamp! }
        : { trait, before: operator.absoluteTimestamp! }
    default: {
      const { op, value } = test(operator)
      return op === 'exists' ? { trait, exists: true } : { trait, [op]: value }
    }
  }
}

function wheres(properties: readonly PropertyTest[]): Where[] {
  return properties.map(({ path, operator }) => ({ path: `properties.${path}`, ...test(operator) }))
}

function test({ type, value }: Operator): { op: Op; value?: string | number } {
  const op = ({ Equals: 'eq', Exists: 'exists', NotExists: 'not_exists', GreaterThanOrEqual: 'gte', LessThan: 'lt' } as const)[
    type
  ]
  if (!op) throw new InexpressibleError(`no operator like ${type}`)
  return { op, ...(value === undefined ? {} : { value }) }
}
