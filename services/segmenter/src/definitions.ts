import { DEFINITIONS_VERSION_KEY, definitionsKey } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { compile } from '@weir/segmentation'
import type { Track, Program } from '@weir/segmentation'
import type { Put, View } from '@weir/state'

/**
 * The sets of definitions that a partition keeps: those in force, those that wait until their new conditions are filled from
 * history, those queued behind them, and what segments that ended were called.
 */
export interface Definitions {
  live: SegmentDefinition[]
  pending: SegmentDefinition[]
  queued: SegmentDefinition[]
  retired: SegmentDefinition[]
}

const KEYS: readonly (keyof Definitions)[] = ['live', 'pending', 'queued', 'retired']

export async function loadDefinitions(view: Pick<View, 'load'>): Promise<Definitions> {
  const blobs = await view.load(KEYS.map(definitionsKey))
  const read = (i: number): SegmentDefinition[] =>
    blobs[i] ? (JSON.parse(Buffer.from(blobs[i]).toString()) as SegmentDefinition[]) : []
  return { live: read(0), pending: read(1), queued: read(2), retired: read(3) }
}

/** The puts that store the named sets. */
export function putDefinitions(definitions: Definitions, ...names: (keyof Definitions)[]): Put[] {
  return names.map((name) => ({ key: definitionsKey(name), value: Buffer.from(JSON.stringify(definitions[name])) }))
}

/** The puts that store what a switch changes. @param version that of the live set from now on. */
export function putSwitch(definitions: Definitions, version: number): Put[] {
  return [
    ...putDefinitions(definitions, 'live', 'retired'),
    { key: DEFINITIONS_VERSION_KEY, value: Buffer.from(String(version)) },
  ]
}

/** The program in force, which also feeds the conditions that only the coming definitions have. */
export interface Compiled {
  program: Program
  filling: Track[]
}

export function compileDefinitions(version: number, { live, pending }: Definitions, isPending: boolean): Compiled {
  if (!isPending) return { program: compile(version, live), filling: [] }
  const known = compile(version, live).tracks
  const filling = [...compile(version, pending).tracks.values()].filter(({ id }) => !known.has(id))
  return { program: compile(version, live, filling), filling }
}
