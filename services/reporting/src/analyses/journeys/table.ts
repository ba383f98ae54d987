// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { lineTable, partLines, shareColumns, suppressedColumn } from '../shared/table.ts'
import type { LineColumn, PartLine } from '../shared/table.ts'
import type { JourneysRow } from './answer.ts'
import type { JourneysInput } from './input.ts'

type Line<P> = PartLine<JourneysRow, P>
type Node = JourneysRow['nodes'][number]
type Link = JourneysRow['links'][number]
/** One of the paths that most persons took, or the rest of them together. */
type PathPart = Partial<JourneysRow['paths'][number]> & { persons: number; others?: number }

const NODES: readonly LineColumn<Line<Node>>[] = [
  ['step', ({ part }) => part?.step],
  ['touchpoint', ({ part }) => part?.touchpoint],
  ['persons', ({ part }) => part?.persons],
  ['ended', ({ part }) => part?.ended],
  ['goes_on', ({ part }) => part?.goes_on],
  ...shareColumns<Line<Node>>('drop_off', ({ part }) => part?.drop_off),
]

const LINKS: readonly LineColumn<Line<Link>>[] = [
  ['step', ({ part }) => part?.step],
  ['from', ({ part }) => part?.from],
  ['to', ({ part }) => part?.to],
  ['persons', ({ part }) => part?.persons],
  ...shareColumns<Line<Link>>('rate', ({ part }) => part?.rate),
  ['median_ms', ({ part }) => part?.median_ms],
  ['p90_ms', ({ part }) => part?.p90_ms],
]

/** A column per step: the name of a touchpoint may have any sign that could part them in one. */
function pathColumns(steps: number): LineColumn<Line<PathPart>>[] {
  return [
    ...Array.from({ length: steps }, (_, i): LineColumn<Line<PathPart>> => [
      `touchpoint_${i + 1}`,
      ({ part }) => part?.touchpoints?.[i],
    ]),
    ['goes_on', ({ part }) => part?.goes_on],
    ['other_paths', ({ part }) => part?.others],
    ['persons', ({ part }) => part?.persons],
    ...shareColumns<Line<PathPart>>('rate', ({ part }) => part?.rate),
  ]
}

/** One of the three tables of journeys: a line per segment and node, link or path. */
export function journeysTable(rows: readonly JourneysRow[], { table, steps }: JourneysInput): Cell[][] {
  if (table === 'nodes') return tableOf(NODES, rows, ({ nodes }) => nodes)
  if (table === 'links') return tableOf(LINKS, rows, ({ links }) => links)
  return tableOf(pathColumns(steps), rows, pathsOf)
}

function tableOf<P>(
  columns: readonly LineColumn<Line<P>>[],
  rows: readonly JourneysRow[],
  parts: (row: JourneysRow) => readonly P[],
): Cell[][] {
  const lines = partLines(rows, ({ persons }) => persons !== null, parts)
  const all: LineColumn<Line<P>>[] = [
    ['segment', ({ row }) => row.segment],
    ...columns,
    suppressedColumn(({ row }) => row.persons === null),
  ]
  return lineTable(all, lines)
}

function pathsOf({ paths, other_paths: { paths: others, persons } }: JourneysRow): PathPart[] {
  return [...paths, ...(others > 0 ? [{ others, persons }] : [])]
}
