import type { SegmentDefinition } from '@weir/contracts'
import type { Clock, ConfigView, Logger, Registry } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import type { Params, Warehouse } from '@weir/warehouse'
import type { Health } from './health.ts'
import type { DecodePerson } from './person.ts'

/** What the reporting routes stand on. They own none of it: whoever made a part closes it. */
export interface ReportingDeps {
  config: ConfigView
  /** The fold's state; only its views are used. */
  fold: StateStore
  warehouse: Warehouse
  clock: Clock
  logger: Logger
  registry: Registry
  decodePerson: DecodePerson
  /** The person whom an identifier (`type:value`, normalised) names, if anybody. */
  lookupPerson: (identifierKey: string) => Promise<string | undefined>
  /** The definition as a SELECT of one column `person`: everybody who was a member at the instant (Unix ms), consent included. */
  toSql: (definition: SegmentDefinition, asOfMs: number) => { sql: string; params: Params }
  /** What the definition costs to keep, as far as that is known; part of a segment's answer. */
  cost?: (definition: SegmentDefinition) => Record<string, unknown>
  /** Resolves when the segmenter works with the definitions of this config version or a later one. */
  awaitDefinitions: (version: number) => Promise<void>
  /** Moves the manual clock and resolves when everything due has fired and can be read. */
  advance: (nowMs: number) => Promise<void>
  health: Health
}
