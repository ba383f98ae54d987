// Held by tests/simulation/definitions-travel-as-changes.sim.test.ts

import { DEFINITIONS_VERSION_KEY, encodeDefinitionSets, loadDefinitionSets } from '@weir/contracts'
import type { DefinitionList, DefinitionSet, StoredChunks } from '@weir/contracts'
import { changedSince, compile, withFilling } from '@weir/segmentation'
import type { Program, SegmentProgram, StateSpec } from '@weir/segmentation'
import type { Put, View } from '@weir/state'
import type { Targets } from './bitmaps.ts'

/**
 * The sets of definitions that a partition keeps: those in force, those that wait until their new
 * conditions are filled from history, those queued behind them, and what segments that ended were
 * called.
 */
export interface Definitions extends Record<DefinitionSet, DefinitionList> {
  /** The chunks that the store has of them. */
  stored: StoredChunks
}

export async function loadDefinitions(view: Pick<View, 'load'>): Promise<Definitions> {
  const { lists, chunks } = await loadDefinitionSets((keys) => view.load(keys), ['live', 'pending', 'queued', 'retired'])
  const [live = [], pending = [], queued = [], retired = []] = lists
  return { live, pending, queued, retired, stored: chunks }
}

/** The puts that store the named sets: they have to be committed. */
export function putDefinitions(definitions: Definitions, ...names: DefinitionSet[]): Put[] {
  const { live, pending, queued, retired } = definitions
  const { puts, stored } = encodeDefinitionSets({ live, pending, queued, retired }, names, definitions.stored)
  definitions.stored = stored
  return puts
}

/** The puts that store what a switch changes. @param version that of the live set from now on. */
export function putActivation(definitions: Definitions, version: number): Put[] {
  return [
    ...putDefinitions(definitions, 'live', 'retired'),
    { key: DEFINITIONS_VERSION_KEY, value: Buffer.from(String(version)) },
  ]
}

/** The program in force, which also feeds the conditions that only the coming definitions have. */
export interface Compiled {
  program: Program
  backfilling: StateSpec[]
}

/**
 * @returns compiles what is in force; the same definitions as the last time give the same program.
 */
export function createCompiler(): (
  state: Readonly<{ meta: Readonly<{ version: number; pending?: unknown }>; definitions: Readonly<Definitions> }>,
) => Compiled {
  let last: { version: number; live: DefinitionList; pending: DefinitionList | undefined; made: Compiled } | undefined
  return ({ meta, definitions }) => {
    const { version } = meta
    const { live } = definitions
    const pending = meta.pending === undefined ? undefined : definitions.pending
    if (last?.version !== version || last.live !== live || last.pending !== pending)
      last = { version, live, pending, made: compileDefinitions(version, live, pending) }
    return last.made
  }
}

/** The partitions of a process share what comes of the same two lists. */
const compiled = new WeakMap<DefinitionList, { pending: DefinitionList; made: Compiled }>()

function compileDefinitions(version: number, live: DefinitionList, pending: DefinitionList | undefined): Compiled {
  if (!pending) return { program: compile(version, live), backfilling: [] }
  const known = compiled.get(live)
  const made = known?.pending === pending ? known.made : compileBoth(version, live, pending)
  compiled.set(live, { pending, made })
  return { program: { ...made.program, version }, backfilling: made.backfilling }
}

function compileBoth(version: number, live: DefinitionList, pending: DefinitionList): Compiled {
  const program = compile(version, live)
  const unread = compile(version, pending).stateSpecs.missingIn(program.stateSpecs)
  const backfilling = unread.sort((a, b) => a.order - b.order)
  return { program: withFilling(program, backfilling), backfilling }
}

/**
 * The segments that a person of the definitions before has to be reconciled with: those that mean
 * another thing since, or read anew, and those whose bitmaps are being filled. With all others the
 * person has been kept reconciled.
 * @returns works it out once for the same three.
 */
export function createReconciled(): (program: Program, retired: DefinitionList, targets: Targets) => readonly SegmentProgram[] {
  let last: { of: readonly unknown[]; made: readonly SegmentProgram[] } | undefined
  return (program, retired, targets) => {
    const of = [program.bySegment, retired, targets]
    if (!last?.of.every((one, i) => one === of[i])) last = { of, made: reconciledWith(program, retired, targets) }
    return last.made
  }
}

function reconciledWith(program: Program, retired: DefinitionList, { filling }: Targets): readonly SegmentProgram[] {
  const changed = new Set(changedSince(program, compile(program.version - 1, retired)))
  const filled = filling.flatMap(([number]) => program.bySegment.get(number) ?? [])
  if (filled.every((segment) => changed.has(segment))) return [...changed]
  return [...new Set([...changed, ...filled])].sort((a, b) => a.place - b.place)
}
