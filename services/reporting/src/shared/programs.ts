import { DEFINITIONS_VERSION_KEY, loadDefinitionSets } from '@weir/contracts'
import { compile } from '@weir/segmentation'
import type { Program } from '@weir/segmentation'
import type { StateStore, View } from '@weir/state'

/**
 * The program that a person's blob was written under, by the version of the definitions in it: what
 * a blob keeps of events depends on all definitions of that version. Undefined where the partition
 * does not say (nothing was ever defined).
 */
export type ProgramOf = (definitions: number) => Program | undefined

/**
 * One follower per view: definitions are read and compiled again only when the partition was
 * switched to others.
 */
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
  return async () => {
    if (text((await view.load([DEFINITIONS_VERSION_KEY]))[0]) === seen) return programs
    const { version, lists } = await loadDefinitionSets((keys) => view.load(keys), ['live', 'retired'])
    const [live = [], retired = []] = lists
    seen = version === undefined ? '' : String(version)
    // Partitions have the same lists, and what is retired was mostly live before: equal ones are
    // compiled once.
    const now = compile(version ?? 0, live)
    // A person who has not been swept yet follows the definitions before those in force; no person
    // is further behind.
    let before: Program | undefined
    programs = (definitions) => (definitions >= now.version ? now : (before ??= compile(now.version - 1, retired)))
    return programs
  }
}

function text(blob: Uint8Array | undefined): string {
  return blob ? Buffer.from(blob).toString() : ''
}
