// Held by tests/simulation/what-a-destination-has.sim.test.ts
import type { ConfigView } from '@weir/runtime'
import { newStanding } from '@weir/destinations'
import type { Live } from './destinations.ts'
import { madeBy } from './destinations.ts'
import { suspect } from './intake.ts'
import type { PeopleSource } from './people.ts'
import type { SegmentSizes } from './sizes.ts'
import type { Workspace } from './workspace.ts'

/** How many people one slice of a walk looks at. */
const SLICE = 500

/**
 * Begins walks where a destination is new, was changed or resumed, or a full look was asked for;
 * and takes note of those that are gone.
 */
export async function beginWalks(
  workspace: Workspace,
  live: ReadonlyMap<string, Live>,
  { config, sizes, at: now }: { config: Pick<ConfigView, 'segment' | 'suppression'>; sizes: SegmentSizes; at: number },
): Promise<void> {
  const madeNow = (one: Live): string => madeBy(one, sizes.isSmall(one.spec.segment), config.suppression().changedAt)
  const isBehind = [...live.values()].some((one) => {
    const known = workspace.standing().destinations[one.key]
    return known?.made !== madeNow(one) || (one.spec.sync?.at ?? 0) > known.walked || isOtherSegment(known.segment, one, config)
  })
  const isGone = Object.entries(workspace.standing().destinations).some(([key, { walk }]) => !live.has(key) && !walk)
  if (!isBehind && !isGone) return
  await workspace.step(async ({ standing }) => {
    for (const one of live.values()) {
      const number = config.segment(one.spec.segment)?.number
      const known = (standing.destinations[one.key] ??= newStanding(number ?? 0, ''))
      const asked = one.spec.sync?.at ?? 0
      const isAsked = asked > known.walked
      const isOther = known.made !== madeNow(one) || isOtherSegment(known.segment, one, config)
      if (!isAsked && !isOther) continue
      const force = isAsked && (one.spec.sync?.force ?? false)
      known.segment = number ?? known.segment
      known.made = madeNow(one)
      known.walked = Math.max(known.walked, asked)
      if (isAsked || !one.spec.paused) known.walk = { stage: 'held', from: 0, force, asked: now }
    }
    for (const [key, known] of Object.entries(standing.destinations))
      if (!live.has(key)) known.walk ??= { stage: 'held', from: 0, force: false, asked: now }
  })
}

/** A deleted segment keeps the number under which its people leave. */
function isOtherSegment(number: number, { spec }: Live, config: Pick<ConfigView, 'segment'>): boolean {
  const now = config.segment(spec.segment)?.number
  return now !== undefined && now !== number
}

/** Takes the next slice of each walk. @returns whether there was one. */
export async function walkOn(
  workspace: Workspace,
  live: ReadonlyMap<string, Live>,
  { people, sizes, partition, at: now }: { people: PeopleSource; sizes: SegmentSizes; partition: number; at: number },
): Promise<boolean> {
  const walking = Object.entries(workspace.standing().destinations).filter(([, { walk }]) => walk !== undefined)
  for (const [key, { walk }] of walking) {
    const one = live.get(key)
    if (!one) await forgetSlice(workspace, key, walk!.from)
    else if (walk!.stage === 'held') await heldSlice(workspace, key, now, sizes.isSmall(one.spec.segment) ? 'min_size' : 'sync')
    else await memberSlice(workspace, one, { people, partition, from: walk!.from, now })
  }
  return walking.length > 0
}

async function heldSlice(workspace: Workspace, key: string, now: number, reason: string): Promise<void> {
  await workspace.step(async (draft) => {
    const standing = draft.standing.destinations[key]
    if (standing?.walk?.stage !== 'held') return
    const { from, force } = standing.walk
    const found = await workspace.numbered(key, from, SLICE)
    await suspect(
      draft,
      key,
      found.map((person) => ({ person, at: now, reason })),
      { force },
    )
    standing.walk =
      from + SLICE < standing.next ? { ...standing.walk, from: from + SLICE } : { ...standing.walk, stage: 'members', from: 0 }
  })
}

async function memberSlice(
  workspace: Workspace,
  { key, spec }: Live,
  { people, partition, from, now }: { people: PeopleSource; partition: number; from: number; now: number },
): Promise<void> {
  const page = await people.members(spec.segment, partition, from, SLICE)
  await workspace.step(async (draft) => {
    const standing = draft.standing.destinations[key]
    // It was begun anew meanwhile.
    if (standing?.walk?.stage !== 'members' || standing.walk.from !== from) return
    await suspect(
      draft,
      key,
      page.people.map((person) => ({ person, at: now, reason: 'sync' })),
      { who: 'new' },
    )
    if (page.next === undefined) delete standing.walk
    else standing.walk = { ...standing.walk, from: page.next }
  })
}

/** What is kept of a destination that is gone goes. */
async function forgetSlice(workspace: Workspace, key: string, from: number): Promise<void> {
  await workspace.step(async (draft) => {
    const standing = draft.standing.destinations[key]
    if (!standing?.walk) return
    const found = await workspace.numbered(key, from, SLICE)
    const helds = await draft.known(key, found)
    for (const held of helds) if (held) draft.forget(key, held)
    if (from + SLICE < standing.next) standing.walk = { ...standing.walk, from: from + SLICE }
    else delete draft.standing.destinations[key]
  })
}
