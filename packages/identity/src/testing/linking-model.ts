import { identifierDigest, isToIdentifier, partitionOf } from '@weir/contracts'
import type { Identifier, KnownIdentifier, LinkRecord, PersonRecord, PersonSplit } from '@weir/contracts'
import { strongest } from '../resolver.ts'
import { claimIdentifiers, isOfAnother } from '../linking/claim.ts'
import type { LinkingHit } from '../linking/claim.ts'
import { noLinks, noteFormer } from '../linking/links.ts'
import type { LinkablePerson, Links } from '../linking/links.ts'
import { noEntry, ownerOf, takeToIdentifier } from '../linking/owner.ts'
import type { OwnerEntry } from '../linking/owner.ts'
import { takeToPerson } from '../linking/take.ts'
import type { LinkContext } from '../linking/take.ts'

/** A person of the model: whose events they are is all that is kept of a profile. */
export interface ModelPerson extends LinkablePerson {
  born: number
  identifiers: KnownIdentifier[]
  absorbed: { id: string }[]
  links: Links
  movedTo: string
  events: string[]
}

export interface ModelHit extends Omit<LinkingHit, 'received_at'> {
  eid: string
}

type ModelRecord = { kind: 'event'; to: string; via?: string; hit: ModelHit } | LinkRecord | PersonSplit

interface Partition {
  now: number
  version: number
  /** The version that is being rolled out. */
  pending: number | undefined
  inviting: number
  people: Map<string, ModelPerson>
  owners: Map<string, OwnerEntry>
  held: PersonRecord[]
  /** Records on their way here, in order, by the partition they come from; -1 is the edge. */
  queues: Map<number, ModelRecord[]>
}

/**
 * Partitions that take records one at a time, as the fold does, but in an order that the test
 * chooses: records of one partition to another keep theirs.
 */
export class Model {
  readonly partitions: Partition[]
  taken = 0
  constructor(count: number) {
    this.partitions = Array.from({ length: count }, () => ({
      now: 0,
      version: 0,
      pending: undefined,
      inviting: 0,
      people: new Map(),
      owners: new Map(),
      held: [],
      queues: new Map(),
    }))
  }

  /** @param address the identifier by which the hit is sent; the strongest unless told. */
  hit(hit: ModelHit, address: Identifier | undefined = strongest(hit.ids)): void {
    if (address) this.#append(-1, { kind: 'event', to: identifierDigest(address), hit })
  }

  announce(partition: number, version: number): void {
    const here = this.partitions[partition]!
    if (here.inviting === 0 && here.pending === undefined && version > here.version) here.pending = version
  }

  activate(partition: number): void {
    const here = this.partitions[partition]!
    if (here.pending === undefined) return
    here.version = here.pending
    here.pending = undefined
    for (const record of here.held.splice(0)) this.#append(partition, record)
  }

  /** The queues with something in them. */
  waiting(): { to: number; from: number }[] {
    return this.partitions.flatMap(({ queues }, to) =>
      [...queues].flatMap(([from, queue]) => (queue.length > 0 ? [{ to, from }] : [])),
    )
  }

  take({ to, from }: { to: number; from: number }): void {
    const here = this.partitions[to]!
    const record = here.queues.get(from)!.shift()!
    this.taken++
    here.now++
    if (record.kind === 'event') this.#event(to, record)
    else if (record.kind === 'split') throw new Error('nobody is split here')
    else if (isToIdentifier(record)) {
      const entry = here.owners.get(record.to) ?? noEntry()
      here.owners.set(record.to, entry)
      takeToIdentifier(entry, record, here.people.has(record.to), (sent) => this.#append(to, sent))
    } else {
      const person = this.#locate(to, record.to)
      if (typeof person === 'string') this.#append(to, { ...record, to: person })
      else takeToPerson(person, record, this.#contextOf(to, person))
    }
  }

  /** Follows to the living person, through all partitions. */
  living(id: string): ModelPerson | undefined {
    let person = this.#person(id)
    while (person?.movedTo) person = this.#person(person.movedTo)
    return person
  }

  ownerOf(id: Identifier): ModelPerson | undefined {
    const digest = identifierDigest(id)
    return this.living(ownerOf(digest, this.partitions[this.#home(digest)]!.owners.get(digest)))
  }

  everybody(): ModelPerson[] {
    return this.partitions.flatMap(({ people }) => [...people.values()]).filter(({ movedTo }) => movedTo === '')
  }

  #event(at: number, record: ModelRecord & { kind: 'event' }): void {
    const { hit, via, to } = record
    const here = this.partitions[at]!
    const address = via ?? to
    const name = identifierDigest(strongest(hit.ids)!)
    const located = this.#locate(at, via === undefined ? ownerOf(to, here.owners.get(to)) : to)
    if (typeof located === 'string') {
      this.#append(at, { kind: 'event', to: located, via: address, hit })
      return
    }
    if (name !== address && isOfAnother(located, { ...hit, received_at: hit.event_time })) {
      this.#append(at, { kind: 'event', to: name, hit })
      return
    }
    const ids = claimIdentifiers(located, { ...hit, received_at: hit.event_time }, hit.eid, address, {
      send: (sent) => this.#append(at, sent),
    })
    const seenAt = ids.some(({ type }) => type === 'external_id') ? hit.event_time : 0
    for (const id of ids) {
      const known = located.identifiers.find(({ type, value }) => type === id.type && value === id.value)
      if (known) known.seenAt = Math.max(known.seenAt, seenAt)
      else located.identifiers.push({ ...id, linkedAt: hit.event_time, eid: hit.eid, seenAt })
    }
    located.events.push(hit.eid)
  }

  /** The living person, if they are here: made on their first record. Else whom to ask. */
  #locate(at: number, id: string): ModelPerson | string {
    if (this.#home(id) !== at) return id
    const { people, now } = this.partitions[at]!
    const person = people.get(id)
    if (person?.movedTo) return this.#hasArrived(at, person) ? this.#locate(at, person.movedTo) : person.movedTo
    if (person) return person
    const made: ModelPerson = { id, born: now, identifiers: [], absorbed: [], links: noLinks(), movedTo: '', events: [] }
    people.set(id, made)
    return made
  }

  /** What is sent on goes behind the state. */
  #hasArrived(at: number, { id, movedTo }: ModelPerson): boolean {
    const next = this.partitions[at]!.people.get(movedTo)
    return next === undefined || next.movedTo !== '' || next.absorbed.some((one) => one.id === id)
  }

  #contextOf(at: number, person: ModelPerson): LinkContext {
    const here = this.partitions[at]!
    return {
      version: here.version,
      isRollingOut: here.pending !== undefined,
      send: (record) => this.#append(at, record),
      hold: (record) => void here.held.push(record),
      inviting: (change) => void (here.inviting += change),
      leave: (into, { claim, claimant }) => {
        person.movedTo = into
        const state = JSON.stringify(person)
        const other = { person: person.id, born: person.born }
        this.#append(at, { kind: 'absorb', to: into, other, claim, claimant, externals: person.links.externals, state })
      },
      join: ({ state, other }) => {
        // oxlint-disable-next-line no-unsafe-type-assertion -- written a few lines above
        const from = JSON.parse(state) as ModelPerson
        person.events.push(...from.events)
        person.absorbed.push({ id: other.person }, ...from.absorbed)
        noteFormer(person.links, from.links.former)
        for (const id of from.identifiers) {
          const known = person.identifiers.find(({ type, value }) => type === id.type && value === id.value)
          if (known) known.seenAt = Math.max(known.seenAt, id.seenAt)
          else person.identifiers.push(id)
        }
      },
    }
  }

  #append(from: number, record: ModelRecord): void {
    const { queues } = this.partitions[this.#home(record.to)]!
    const queue = queues.get(from) ?? []
    queues.set(from, queue)
    queue.push(record)
  }

  #person(id: string): ModelPerson | undefined {
    return this.partitions[this.#home(id)]!.people.get(id)
  }

  #home(key: string): number {
    return partitionOf(key, this.partitions.length)
  }
}
