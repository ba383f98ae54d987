import { readShared } from './shared-data.ts'

/** A peer's table tests of segments, as they wrote them down. */

export interface Operator {
  type: string
  value?: string | number
  windowSeconds?: number
  absoluteTimestamp?: string
  direction?: 'before' | 'after'
}

export interface PropertyTest {
  path: string
  operator: Operator
}

export interface Node {
  type: string
  id: string
  children?: string[]
  path?: string
  operator?: Operator
  event?: string
  times?: number
  timesOperator?: string
  templateId?: string
  properties?: PropertyTest[]
  whereProperties?: PropertyTest[]
  hasProperties?: PropertyTest[]
  version?: number
}

export interface PeerSegment {
  name: string
  definition: { entryNode: Node; nodes: Node[] }
}

export interface PeerEvent {
  type: 'identify' | 'track'
  userId?: string
  anonymousId?: string
  event?: string
  timestamp: string
  traits?: Record<string, unknown>
  properties?: Record<string, unknown>
}

export type PeerStep =
  | { type: 'SubmitEvents'; at: string; events: PeerEvent[] | { count: number; first: PeerEvent[] } }
  | { type: 'Sleep'; timeMs: number }
  | { type: 'UpdateComputedProperty'; segments?: PeerSegment[] }
  | {
      type: 'Assert'
      at: string
      userCount?: number
      users: { id: string; segments?: Record<string, true | null>; subscriptions?: Record<string, boolean> }[]
    }
  | { type: 'ComputeProperties' | 'Delay' }

export interface PeerCase {
  description: string
  start: string
  segments: PeerSegment[]
  subscriptionGroups: { name: string; type: 'OptIn' | 'OptOut' }[]
  steps: PeerStep[]
}

export function readPeerCases(): PeerCase[] {
  const file = 'data/segment-conformance/dittofeed_table_tests.json'
  return (JSON.parse(readShared(file)) as { tests: PeerCase[] }).tests
}

/**
 * Whether the case is about segments at all (a subscription group is one); the others are about
 * computed user properties.
 */
export function hasSegments({ segments, subscriptionGroups, steps }: PeerCase): boolean {
  const defined = steps.some((step) => step.type === 'UpdateComputedProperty' && step.segments !== undefined)
  return defined || segments.length > 0 || subscriptionGroups.length > 0
}
