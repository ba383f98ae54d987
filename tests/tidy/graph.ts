import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import { isTest, unitOf } from './repository.ts'
import type { SourceFile } from './repository.ts'

/**
 * Modules of production by path, each with the modules of the same package that it imports, types
 * included.
 */
export type Graph = ReadonlyMap<string, readonly string[]>

export function graphOf(sources: readonly SourceFile[]): Graph {
  const modules = sources.filter(({ path }) => unitOf(path) !== undefined && !isTest(path))
  const known = new Set(modules.map(({ path }) => path))
  return new Map(
    modules.map((module) => {
      const aims = importsOf(module)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => posix.join(posix.dirname(module.path), from))
      return [module.path, aims.filter((aim) => known.has(aim))] as const
    }),
  )
}

/**
 * Circles of imports: sets of modules each of which reaches all others (Tarjan 1972).
 * @returns a line for each.
 */
export function circles(graph: Graph): string[] {
  const found: string[] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const visit = (module: string): number => {
    index.set(module, index.size)
    low.set(module, index.get(module)!)
    stack.push(module)
    for (const next of graph.get(module) ?? []) {
      if (!index.has(next)) low.set(module, Math.min(low.get(module)!, visit(next)))
      else if (stack.includes(next)) low.set(module, Math.min(low.get(module)!, index.get(next)!))
    }
    if (low.get(module) === index.get(module)) {
      const circle = stack.splice(stack.indexOf(module))
      if (circle.length > 1) found.push(`these import each other in a circle: ${circle.toSorted().join(', ')}`)
    }
    return low.get(module)!
  }
  for (const module of graph.keys()) if (!index.has(module)) visit(module)
  return found
}

/**
 * Rooms in their order: each may import those before it only. A room may be a folder in a folder;
 * files beside the rooms are free.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'packages/segmentation/src': [
    'definition',
    'state',
    'conditions',
    'profile',
    'program',
    'evolve',
    'sql',
    'oracle',
    'cost',
    'explain',
    'journeys',
  ],
  'services/ingest/src': ['parse', 'consent-strings', 'accept', 'dialects', 'delivery', 'spool'],
  'services/reporting/src': [
    'shared',
    'admin',
    'sources',
    'catalogue',
    'exchange-rates',
    'reports',
    'delivery',
    'rejected',
    'live',
    'trail',
    'consent',
    'segments/shared',
    'segments/members',
    'segments/cost',
    'segments/warnings',
    'segments/crud',
    'segments/versions',
    'segments/changes',
    'segments/export',
    'destinations',
    'suppression',
    'segments/overlap',
    'segments/preview',
    'segments/diff',
    'segments/history',
    'analyses',
    'segments/seed-report',
    'exposure-policies',
    'schedules',
    'thresholds',
    'models',
    'people',
    'experiments',
    'journey-plans',
    'retention',
    'erasure',
    'splits',
    'segments/why',
    'audit',
    'console',
  ],
  'services/segmenter/src': ['opt-outs', 'state', 'dedup', 'linking', 'backfill', 'evaluate', 'erasure', 'splitting', 'rollout'],
}

/** Imports from a room into one that comes after it. */
export function arrowsBack(graph: Graph, rooms: typeof ROOMS = ROOMS): string[] {
  const faults: string[] = []
  for (const [folder, order] of Object.entries(rooms)) {
    const roomOf = (path: string): number => order.findIndex((room) => path.startsWith(`${folder}/${room}/`))
    for (const [module, aims] of graph)
      for (const aim of aims)
        if (roomOf(module) >= 0 && roomOf(aim) > roomOf(module))
          faults.push(`${module} imports ${aim}, a room that comes after its own`)
  }
  return faults
}

/**
 * Modules in a folder beside the rooms: it has no place in their order yet. Helpers of tests need
 * none.
 */
export function roomless(graph: Graph, rooms: typeof ROOMS = ROOMS): string[] {
  return Object.entries(rooms).flatMap(([folder, order]) =>
    [...graph.keys()]
      .filter((path) => path.startsWith(`${folder}/`) && /^\/(?!testing\/)[^/]+\//.test(path.slice(folder.length)))
      .filter((path) => !order.some((room) => path.startsWith(`${folder}/${room}/`)))
      .map((path) => `${path} is in no room of ${folder}: give its folder a place in ROOMS`),
  )
}

/** Adapters of one port have the same parts under the same names. */
const TWINS = /^packages\/state\/src\/(lmdb|redis|memory)\//

/** Names that more than one module exports, with another meaning in each. */
export function ambiguousNames(sources: readonly SourceFile[]): string[] {
  const homes = new Map<string, Set<string>>()
  for (const { path, code } of sources) {
    if (unitOf(path) === undefined || isTest(path) || /\/testing\//.test(path)) continue
    const declared = code.matchAll(
      /^export (?:declare )?(?:async )?(?:abstract )?(?:interface|type|class|function\*?|const|let) (\w+)/gm,
    )
    for (const [, name = ''] of declared) homes.set(name, (homes.get(name) ?? new Set()).add(path))
  }
  return [...homes]
    .filter(([, paths]) => paths.size > 1 && ![...paths].every((path) => TWINS.test(path)))
    .map(([name, paths]) => `${name} is exported by ${[...paths].join(' and ')}: one name, one meaning`)
}
