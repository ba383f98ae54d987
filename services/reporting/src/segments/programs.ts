import { DEFINITIONS_VERSION_KEY, definitionsKey } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { compile } from '@weir/segmentation'
import type { Program } from '@weir/segmentation'
import type { StateStore, View } from '@weir/state'

/**
 * The program that a person's blob was written under, by the version of the definitions in it: what a blob keeps of events
 * depends on all definitions of that version. Undefined where the partition does not say (nothing was ever defined).
 */
export type ProgramOf = (definitions: number) => Program | undefined

/** One follower per view: definitions are read and compiled again only when the partition was switched to others. */
const followers = new WeakMap<StateStore, (() => Promise<ProgramOf>)[]>()

/** For blobs of the partition that were read before this was called. */
export function programsOf(fold: StateStore, partition: number): Promise<ProgramOf> {
  const all = followers.get(fold) ?? Array.from({ length: fold.partitions }, (_, p) => followPrograms(fold.view(p)))
  followers.set(fold, all)
  return all[partition]!()
}

function followPrograms(view: View): () => Promise<ProgramOf> {
  let seen = ''
  let programs: ProgramOf = () => undefined
  let newest: { live: Uint8Array | undefined; definitions: SegmentDefinition[] } | undefined
  return async () => {
    if (text((await view.load([DEFINITIONS_VERSION_KEY]))[0]) === seen) return programs
    // In one round trip, so that they belong together.
    const [version, live, retired] = await view.load([DEFINITIONS_VERSION_KEY, definitionsKey('live'), definitionsKey('retired')])
    seen = text(version)
    // What is retired was mostly live when this was read last, and is compiled already.
    const known = newest?.live && retired && Buffer.compare(newest.live, retired) === 0 ? newest.definitions : parse(retired)
    newest = { live, definitions: parse(live) }
    const now = compile(Number(seen), newest.definitions)
    // Who has not been brought under the definitions in force follows the ones before: nobody is ever further behind.
    const before = compile(Number(seen) - 1, known)
    programs = (definitions) => (definitions >= now.version ? now : before)
    return programs
  }
}

function parse(blob: Uint8Array | undefined): SegmentDefinition[] {
  return blob ? (JSON.parse(Buffer.from(blob).toString()) as SegmentDefinition[]) : []
}

function text(blob: Uint8Array | undefined): string {
  return blob ? Buffer.from(blob).toString() : ''
}
