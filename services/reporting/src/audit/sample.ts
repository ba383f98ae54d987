import { loadBitmaps, versionsOf } from '@weir/contracts'
import type { Member, StateStore, View } from '@weir/state'
import { chooseNumbers, sharesOf } from './choose.ts'
import type { Draw } from './choose.ts'

/** A person chosen at random, with their state as it was read. */
export interface Sampled {
  partition: number
  id: string
  ordinal: number
  blob: Uint8Array
}

/** Up to `count` random people, spread evenly over the partitions. */
export async function readSample(fold: StateStore, count: number, draw: Draw): Promise<Sampled[]> {
  const sample: Sampled[] = []
  for (const [partition, share] of sharesOf(count, fold.partitions).entries()) {
    const view = fold.view(partition)
    const named = await chooseNamed(view, share, fold.partitions, draw)
    const blobs = await view.load(named.map(({ id }) => id))
    named.forEach(({ id, ordinal }, i) => blobs[i] && sample.push({ partition, id, ordinal, blob: blobs[i] }))
  }
  return sample
}

/** The blobs of a sample as they are now, in its order. */
export async function readAgain(fold: StateStore, sample: readonly Sampled[]): Promise<(Uint8Array | undefined)[]> {
  return Promise.all(sample.map(async ({ partition, id }) => (await fold.view(partition).load([id]))[0]))
}

/**
 * Whether each of the sample is in the bitmap that their partition fills for a segment by this
 * rule, in the order of the sample; undefined where the partition fills none (any more).
 * @param rule as `ruleKey` names it.
 */
export async function readBits(
  fold: StateStore,
  segment: number,
  rule: string,
  sample: readonly Sampled[],
): Promise<(boolean | undefined)[]> {
  const views = Array.from({ length: fold.partitions }, (_, p) => fold.view(p))
  const bitmaps = await Promise.all(views.map((view) => currentBitmap(view, segment, rule)))
  return Promise.all(
    sample.map(async ({ partition, ordinal }) => {
      const bitmap = bitmaps[partition]
      if (bitmap === undefined) return undefined
      const [found] = await views[partition]!.members(bitmap, ordinal, 1)
      return found?.ordinal === ordinal
    }),
  )
}

async function currentBitmap(view: View, segment: number, rule: string): Promise<number | undefined> {
  const { segments } = await loadBitmaps((keys) => view.load(keys))
  const kept = versionsOf(segments, segment).find((version) => version.rule === rule)
  return kept?.frozenAt === undefined ? kept?.bitmap : undefined
}

/**
 * @param stride from one ordinal of the partition to the next: the fold gives out `n * partitions +
 *   partition`, n from 1.
 */
async function chooseNamed(view: View, count: number, stride: number, draw: Draw): Promise<Member[]> {
  const first = await view.ordinals(0, count + 1)
  if (first.length <= count) return first
  const chosen = new Map<number, Member>()
  for (const n of chooseNumbers(draw, Math.floor((await highestOrdinal(view)) / stride), count)) {
    const [next] = await view.ordinals((n + 1) * stride, 1)
    if (next) chosen.set(next.ordinal, next)
  }
  return [...chosen.values()]
}

/** The highest ordinal of the partition, found by bisection; 0 if there is none. */
async function highestOrdinal(view: View): Promise<number> {
  const isReached = async (ordinal: number): Promise<boolean> => (await view.ordinals(ordinal, 1)).length > 0
  let low = 0
  let high = 1
  while (await isReached(high)) [low, high] = [high, 2 * high]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (await isReached(middle)) low = middle
    else high = middle
  }
  return low
}

/** Changes whenever the fold has written anything, and does not otherwise. */
export async function standingOf(fold: StateStore): Promise<string> {
  const views = Array.from({ length: fold.partitions }, (_, p) => fold.view(p))
  const marks = await Promise.all(
    views.map(async (view) => `${await view.position()} ${Buffer.from((await view.meta()) ?? []).toString()}`),
  )
  return marks.join('\n')
}
