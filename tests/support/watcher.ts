import { allVersions, BITMAPS_KEY, encodeBitmaps, loadBitmaps, versionTable } from '@weir/contracts'
import type { Condition, KeptVersion, StoredSegment } from '@weir/contracts'
import { createPersonReader, NO_OPT_OUTS, segmentSize, START, segmentStatus, untilWhole, walkMembers } from '@weir/reporting'
import type { MemberSource } from '@weir/reporting'
import { compile } from '@weir/segmentation'
import type { StateStore } from '@weir/state'
import { createDriver } from './driver.ts'
import type { Driver } from './driver.ts'
import type { Stores } from './faults.ts'
import type { LooseHit } from './hits.ts'
import { createReference, definition } from './reference.ts'

/**
 * A reader who looks at the segment `chosen` after every single commit of the fold, in the way the
 * routes do.
 */

/** What a reader sees at one moment. */
export interface Look {
  status: 'live' | 'backfilling'
  size: number
  members: string
}

/** Some did one thing, some the other, some both or neither, and some withhold their consent. */
export function crowd(): LooseHit[] {
  return Array.from({ length: 48 }, (_, i): LooseHit[] => {
    const who = `p${i}`
    const consent = i % 11 === 0 ? { said: { profiling: false } } : {}
    const seen = { who, name: 'Pageview', ...consent }
    return [seen, ...(i % 3 === 0 ? [{ who }] : []), ...(i % 4 === 0 ? [{ who, name: 'AddToCart' }] : [])]
  }).flat()
}

export interface Watched {
  driver: Driver
  source: MemberSource
  /** One look after every commit of the fold, since the last call. */
  looks: () => Look[]
  look: () => Promise<Look>
  /** The instants of leaving that members were shown with, since the last call. */
  ends: () => (number | undefined)[]
  /** Who is in by a rule, from the naive oracle. */
  expected: (rule: Condition) => string
}

/** @param seenAs what the reader gets to see of the state. */
export async function watch(options: { crashes?: number[]; seenAs?: (fold: StateStore) => StateStore }): Promise<Watched> {
  let source: MemberSource | undefined
  const taken: (Look | undefined)[] = []
  const ends = new Set<number | undefined>()
  const look = async (): Promise<Look> => lookAt(source!, 'chosen', ends)
  const observed = (stores: Stores): Stores => {
    const { foldState } = stores
    const acquire: StateStore['acquire'] = async (partition) => {
      const lease = await foldState.acquire(partition)
      const commit: typeof lease.commit = async (what) => {
        const done = await lease.commit(what)
        if (source?.config.segment('chosen')) {
          // In the order of the commits, also where another partition commits while this look is
          // taken.
          const place = taken.push(undefined) - 1
          taken[place] = await look()
        }
        return done
      }
      return { ...lease, commit }
    }
    return { ...stores, foldState: { ...foldState, acquire } }
  }
  const driver = await createDriver({
    partitions: 3,
    batch: 50,
    slice: 3,
    sabotage: observed,
    ...(options.crashes ? { crashes: options.crashes } : {}),
  })
  const program = () => compile(driver.config.segmentsVersion(), driver.config.segments())
  await driver.hits(crowd())
  await driver.settle()
  const fold = options.seenAs?.(driver.stores.foldState) ?? driver.stores.foldState
  source = { fold, config: driver.config, decodePerson: createPersonReader(program), optOuts: NO_OPT_OUTS }
  return {
    driver,
    source,
    look,
    ends() {
      const shown = [...ends]
      ends.clear()
      return shown
    },
    looks: () => taken.splice(0).flatMap((seen) => seen ?? []),
    expected: (rule) => createReference(driver.accepted).membersAt(definition('chosen', rule), driver.clock.now()).join(),
  }
}

async function lookAt(source: MemberSource, id: string, ends: Set<number | undefined>): Promise<Look> {
  const segment = source.config.segment(id)!
  for (;;) {
    const status = await segmentStatus(source, segment)
    const size = await segmentSize(source.fold, segment.number)
    const members = (await untilWhole(() => walked(source, segment, ends))).join()
    // Three questions: the switch may come between two of them.
    if ((await segmentStatus(source, segment)) === status) return { status, size, members }
  }
}

async function walked(source: MemberSource, segment: StoredSegment, ends: Set<number | undefined>): Promise<string[]> {
  const found: string[] = []
  for await (const page of walkMembers(source, segment, segment.updated_at, START, 5)) {
    found.push(...page.map(({ person }) => person.id))
    for (const { membership } of page) ends.add(membership.until)
  }
  return found.sort()
}

/**
 * The state with something left out of what the fold says of its versions, to show that the tests
 * notice. Chunks are named by what they hold, so they get other names.
 */
export const doctored =
  (change: (version: KeptVersion) => KeptVersion) =>
  (fold: StateStore): StateStore => ({
    ...fold,
    view(partition) {
      const view = fold.view(partition)
      const written = new Map<string, Uint8Array>()
      const load = (keys: readonly string[]): ReturnType<typeof view.load> => view.load(keys)
      return {
        ...view,
        async load(keys) {
          if (!keys.some((key) => key.startsWith(BITMAPS_KEY))) return load(keys)
          const told = await loadBitmaps(load)
          const segments = versionTable(
            allVersions(told.segments).map(([number, versions]) => [number, versions.map(change)] as const),
          )
          for (const { key, value } of encodeBitmaps({ ...told, segments }).puts) written.set(key, value)
          const found = await load(keys)
          return found.map((blob, i) => written.get(keys[i]!) ?? blob)
        },
      }
    },
  })
