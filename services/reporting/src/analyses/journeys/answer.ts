// Held by route.test.ts
import type { ConfidenceLevel } from '@weir/statistics'
import { z } from 'zod'
import { ShareAnswer, shareOf } from '../shared/share.ts'
import { guardedPaths } from './guard.ts'
import type { CountedPath } from './guard.ts'
import { OTHER } from './input.ts'
import type { LinkTime, TakenPath } from './query.ts'

/** The journeys of one group, as nodes and links of a Sankey diagram. */
export const JourneysRow = z.object({
  segment: z.string().nullable().describe('Null without group_by'),
  persons: z.int().nullable().describe('With a path; null, and all else empty, where they are fewer than min_group'),
  nodes: z.array(
    z.object({
      step: z.int().describe('From 1'),
      touchpoint: z.string().describe(`${OTHER} for what few did`),
      persons: z.int(),
      ended: z.int().nullable().describe('Whose path ends here; null of other ones'),
      goes_on: z.int().nullable().describe('Whose path goes on after the last step asked for'),
      drop_off: ShareAnswer.describe('ended, as a share of persons'),
    }),
  ),
  links: z.array(
    z.object({
      step: z.int().describe('Of from'),
      from: z.string(),
      to: z.string(),
      persons: z.int(),
      rate: ShareAnswer.describe('persons, as a share of those of from'),
      median_ms: z.number().nullable().describe('How long half of them took; null where a part of them is in others'),
      p90_ms: z.number().nullable(),
    }),
  ),
  paths: z.array(
    z.object({
      touchpoints: z.array(z.string()),
      goes_on: z.boolean(),
      persons: z.int(),
      rate: ShareAnswer.describe('Of all persons with a path'),
    }),
  ),
  other_paths: z.object({ paths: z.int(), persons: z.int() }).describe('Those that top left out'),
})
export type JourneysRow = z.infer<typeof JourneysRow>

interface JourneysOptions {
  names: readonly string[]
  level: ConfidenceLevel
  minGroup: number
  top: number
}

/** Stands where a path goes on; it is longer than a touchpoint's name may be. */
const MORE = '\0'.repeat(257)

export function journeysRow(
  segment: string | null,
  taken: readonly TakenPath[],
  times: readonly LinkTime[],
  { names, level, minGroup, top }: JourneysOptions,
): JourneysRow {
  const nameOf = (touch: number): string => names[touch - 1] ?? OTHER
  const all: CountedPath[] = taken.map(({ path, goesOn, persons }) => ({
    path: [...path.map(nameOf), ...(goesOn ? [MORE] : [])],
    persons,
  }))
  const whole = all.reduce((sum, { persons }) => sum + persons, 0)
  if (whole < minGroup) return { segment, persons: null, nodes: [], links: [], paths: [], other_paths: { paths: 0, persons: 0 } }
  const told = guardedPaths(all, minGroup, OTHER).toSorted(
    (a, b) => b.persons - a.persons || (a.path.join() < b.path.join() ? -1 : 1),
  )
  const took = new Map(times.map((time) => [keyOf(time.step, nameOf(time.from), nameOf(time.to)), time]))
  const nodes = nodesOf(told)
  return {
    segment,
    persons: whole,
    nodes: nodes.map((node) => ({ ...node, drop_off: shareOf(node.ended ?? Number.NaN, node.persons, level) })),
    links: linksOf(told).map((link) => {
      const time = took.get(keyOf(link.step, link.from, link.to))
      const isWhole = time?.persons === link.persons
      const from = nodes.find(({ step, touchpoint }) => step === link.step && touchpoint === link.from)
      return {
        ...link,
        rate: shareOf(link.persons, from?.persons ?? 0, level),
        median_ms: isWhole ? tenths(time.took[0]) : null,
        p90_ms: isWhole ? tenths(time.took[1]) : null,
      }
    }),
    paths: told.slice(0, top).map(({ path, persons }) => ({
      touchpoints: path.filter((touchpoint) => touchpoint !== MORE),
      goes_on: path.at(-1) === MORE,
      persons,
      rate: shareOf(persons, whole, level),
    })),
    other_paths: {
      paths: Math.max(0, told.length - top),
      persons: told.slice(top).reduce((sum, { persons }) => sum + persons, 0),
    },
  }
}

type Node = Omit<JourneysRow['nodes'][number], 'drop_off'>

function nodesOf(paths: readonly CountedPath[]): Node[] {
  const nodes = new Map<string, Node>()
  for (const { path, persons } of paths)
    for (const [i, touchpoint] of path.entries()) {
      if (touchpoint === MORE) continue
      const key = keyOf(i + 1, touchpoint, '')
      const isOther = touchpoint === OTHER
      const node = nodes.get(key) ?? {
        step: i + 1,
        touchpoint,
        persons: 0,
        ended: isOther ? null : 0,
        goes_on: isOther ? null : 0,
      }
      node.persons += persons
      if (!isOther && i === path.length - 1) node.ended = (node.ended ?? 0) + persons
      if (!isOther && path[i + 1] === MORE) node.goes_on = (node.goes_on ?? 0) + persons
      nodes.set(key, node)
    }
  return [...nodes.values()].toSorted(
    (a, b) => a.step - b.step || b.persons - a.persons || (a.touchpoint < b.touchpoint ? -1 : 1),
  )
}

interface Link {
  step: number
  from: string
  to: string
  persons: number
}

function linksOf(paths: readonly CountedPath[]): Link[] {
  const links = new Map<string, Link>()
  for (const { path, persons } of paths)
    for (const [i, to] of path.slice(1).entries()) {
      if (to === MORE) continue
      const from = path[i]!
      const link = links.get(keyOf(i + 1, from, to)) ?? { step: i + 1, from, to, persons: 0 }
      link.persons += persons
      links.set(keyOf(i + 1, from, to), link)
    }
  return [...links.values()].toSorted(
    (a, b) => a.step - b.step || b.persons - a.persons || (keyOf(0, a.from, a.to) < keyOf(0, b.from, b.to) ? -1 : 1),
  )
}

function keyOf(step: number, from: string, to: string): string {
  return JSON.stringify([step, from, to])
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}
