import { identifierDigest, ownerEntryKey, partitionOf, TOPICS } from '@weir/contracts'
import type { Hit, Identifier, PersonEvent } from '@weir/contracts'
import { decodeLinks, decodeOwner, ownerOf } from '@weir/identity'
import { watchPipeline } from '@weir/progress'
import { createLogger, createErased, ERASURE_SECRET, openConfigView, toldAt } from '@weir/runtime'
import type { Clock, Erased } from '@weir/runtime'
import { createPersonLookup, createPersonReader, liveProgram, startErasures } from '@weir/reporting'
import { decodePerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Random } from '@weir/testkit'
import { requestErasure } from '../../../services/reporting/src/erasure/request.ts'
import type { Life } from './network.ts'
import type { Chapter } from './story.ts'
import { PARTITIONS } from './world.ts'
import type { World } from './world.ts'

/** Stories in which people ask to be erased. */

/** Nobody waits longer for an answer: the process that was asked may be down, simulated ms. */
const PATIENCE_MS = 5_000
const logger = createLogger('simulated', 'silent')

export function withErasures(chapters: readonly Chapter[], random: Random): Chapter[] {
  return chapters.map((chapter) => {
    const erasures = Array.from({ length: random.int(3) }, () => ({
      do: 'erase' as const,
      afterMs: random.next() * chapter.lastsMs,
      seed: random.int(1_000_000),
    }))
    return { ...chapter, deeds: [...chapter.deeds, ...erasures] }
  })
}

/** A process of reporting: it takes requests, and sees to them. */
export interface EraserHost {
  /** Asks its present life to erase somebody; undefined while it starts. */
  ask(named: Identifier): Promise<unknown> | undefined
}

/** The key with which the erased are named; in a story the seed makes it, as it makes all else. */
export async function putErasureKey(world: World, random: Random): Promise<void> {
  const key = Buffer.from(Array.from({ length: 32 }, () => random.int(256)))
  await world.config.put(`secret:${ERASURE_SECRET}`, { value: key.toString('base64url') })
}

/** The part of reporting that sees to erasures, as its `main` puts it together. */
export function eraserHost(world: World, name: string, random: Random): EraserHost {
  const newId = (): string => Array.from({ length: 32 }, () => random.int(16).toString(16)).join('')
  let up: { life: Life; ask: (named: Identifier) => Promise<unknown> } | undefined
  world.hosts.run(name, async (life) => {
    const log = world.log.of(life)
    const config = await openConfigView(log)
    const stores = { resolve: world.redis.resolve.of(life), fold: world.redis.fold.of(life), loader: world.redis.loader.of(life) }
    const progress = watchPipeline({ log, ...stores })
    const deps = {
      config,
      clock: clockOf(world),
      erased: createErased(config),
      decodePerson: createPersonReader(liveProgram(config)),
      runner: life.name,
      newId,
    }
    startErasures({
      ...deps,
      log,
      fold: stores.fold,
      index: stores.resolve.shared,
      warehouse: world.broken.warehouse(world.warehouse.of(life)),
      logger,
      awaitFolded: (waitMs) => progress.counted(waitMs),
      awaitVisible: (waitMs) => progress.visible(waitMs),
    })
    const lookupPerson = createPersonLookup(stores.fold, stores.resolve.shared)
    const awaitFolded = (waitMs: number): Promise<boolean> => progress.counted(waitMs)
    up = { life, ask: (named) => requestErasure({ ...deps, lookupPerson, awaitFolded, erasureAnswerMs: 0 }, named) }
  })
  return { ask: (named) => (up?.life.isOver() ? undefined : up?.ask(named)) }
}

function clockOf(world: World): Clock {
  const now = (): number => Math.floor(world.wall())
  return { kind: 'system', now, receive: now, advance: () => undefined, trouble: () => undefined }
}

/** Somebody is erased, by one of their identifiers; when nobody answers, it may be so or not. */
export async function eraseSomebody(world: World, hosts: readonly EraserHost[], random: Random): Promise<void> {
  const known = (await hitsOf(world)).flatMap(({ ids }) => ids)
  if (known.length === 0 || hosts.length === 0) return
  const asked = random.pick(hosts).ask(random.pick(known))
  await Promise.race([asked?.catch(() => undefined), world.network.timeline.sleep(PATIENCE_MS)])
}

/** @returns what is still to be done. */
export function openErasure(world: World): string | undefined {
  for (const [id, { stage }] of world.config.erasures()) if (stage !== 'done') return `the erasure ${id} is at ${stage}`
  return undefined
}

/** What is told of somebody who was erased, anywhere; at rest there is nothing. */
export async function checkErased(world: World): Promise<string[]> {
  if (world.config.erasures().size === 0) return []
  const erased = createErased(world.config)
  const hits = await hitsOf(world)
  const digests = [...new Set([...world.config.erasures().values()].flatMap(({ who }) => erased.open(who)))]
  return [
    ...(await inState(world, erased)),
    ...(await inOwners(world, erased, digests)),
    ...inIndex(world, erased, digests, hits),
    ...inWarehouse(world, erased),
  ]
}

async function inState(world: World, erased: Erased): Promise<string[]> {
  const faults: string[] = []
  const { redis } = world
  for (let p = 0; p < PARTITIONS; p++) {
    const view = redis.fold.view(p)
    const ids = (await view.ordinals(0, Number.MAX_SAFE_INTEGER)).map(({ id }) => id)
    const people = (await view.load(ids)).flatMap((blob) => (blob ? [decodePerson(blob)] : []))
    for (const person of people)
      if (person.movedTo === '' ? erased.isGone(person) : !(await leadsToSomebody(world, person)))
        faults.push(`erased, and in the state: ${person.id}, moved to '${person.movedTo}'`)
    const due = new Set((await view.due(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).map(({ key }) => key))
    const known = new Set(people.map(({ id }) => id))
    for (const key of due) if (!known.has(key)) faults.push(`a timer of nobody: ${key}`)
  }
  return faults
}

/** What is left of a person leads to the one who absorbed them, or to one of those they were. */
async function leadsToSomebody({ redis }: World, person: Person): Promise<boolean> {
  const seen = new Set<string>()
  const left = [person]
  for (let next; (next = left.pop());) {
    if (next.movedTo === '') return true
    for (const id of [next.movedTo, ...decodeLinks(next.linking).fences.map(({ other }) => other)]) {
      if (seen.has(id)) continue
      seen.add(id)
      const [blob] = await redis.fold.view(partitionOf(id, PARTITIONS)).load([id])
      if (blob) left.push(decodePerson(blob))
    }
  }
  return false
}

/** No identifier leads to somebody who is not there. */
async function inOwners({ redis }: World, erased: Erased, digests: readonly string[]): Promise<string[]> {
  const faults: string[] = []
  for (const digest of digests) {
    const [blob] = await redis.fold.view(partitionOf(digest, PARTITIONS)).load([ownerEntryKey(digest)])
    const entry = blob && decodeOwner(blob)
    if (!entry || entry.isShared) continue
    // A refusal of after it, which is kept for whoever that may be.
    if (entry.person === undefined) continue
    const owner = ownerOf(digest, entry)
    // As an id of before a split it leads to the other one: the entry keeps it from them.
    const [itself] = await redis.fold.view(partitionOf(digest, PARTITIONS)).load([digest])
    if (itself && decodePerson(itself).movedTo !== '') continue
    const [person] = await redis.fold.view(partitionOf(owner, PARTITIONS)).load([owner])
    if (!person && erased.until(owner) > -Infinity) faults.push(`erased, and an identifier leads to them: ${digest}`)
  }
  return faults
}

/** Whoever was not heard of since is not in the index of identifiers that were met. */
function inIndex({ redis }: World, erased: Erased, digests: readonly string[], hits: readonly Hit[]): string[] {
  const heardOf = new Set(
    hits.flatMap((hit) => hit.ids.map(identifierDigest).filter((digest) => hit.received_at > erased.until(digest))),
  )
  return digests
    .filter((digest) => redis.shared.has(digest) && !heardOf.has(digest))
    .map((digest) => `erased, and in the index: ${digest}`)
}

interface Row {
  person?: string
  into?: string
  part: number
  off: number
}

function inWarehouse({ warehouse }: World, erased: Erased): string[] {
  return ['facts', 'memberships', 'person_aliases', 'identifier_changes'].flatMap((table) =>
    warehouse.tables.get(table)!.flatMap(({ line, isStray }) => {
      // A loader that froze with the row in hand has inserted it when it woke (semantics).
      if (isStray) return []
      const { person = '', into = '', part, off } = JSON.parse(line) as Row
      const isTheirs = [person, into].some((id) => id !== '' && erased.covers(id, part, off))
      return isTheirs ? [`erased, and in ${table}: ${line}`] : []
    }),
  )
}

/** What erasures leave to others. */
export interface LeftByErasures {
  /** Whether an event must be there, whatever was erased: it is of nobody erased. */
  isKept: (event: Pick<PersonEvent, 'eid' | 'hit'>) => boolean
  /** Whether events of this person came between the instant of an erasure and its record. */
  isOvertaken: (person: string) => boolean
}

/** What is received while an erasure is carried out goes with it (semantics, "Erasure"). */
export async function erasureOf(world: World): Promise<LeftByErasures> {
  const erased = createErased(world.config)
  const eids = new Set<string>()
  const people = new Set<string>()
  for (const { key, offset, value } of await world.log.all(TOPICS.events)) {
    const told = JSON.parse(Buffer.from(value).toString()) as PersonEvent
    if (told.kind !== 'event') continue
    const { eid, person, via = person, hit } = told
    const names = [person, via, ...hit.ids.map(identifierDigest)]
    if (!names.some((one) => erased.covers(one, partitionOf(key, PARTITIONS), offset))) continue
    eids.add(eid)
    if (names.every((one) => toldAt(hit) > erased.until(one))) for (const one of names) people.add(one)
  }
  return {
    isKept: ({ eid, hit }) => !eids.has(eid) && hit.ids.every((id) => toldAt(hit) > erased.until(identifierDigest(id))),
    isOvertaken: (person) => people.has(person),
  }
}

async function hitsOf(world: World): Promise<Hit[]> {
  const records = await world.log.all(TOPICS.hits)
  return records.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Hit)
}
