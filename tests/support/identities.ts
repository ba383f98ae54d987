import { identifierDigest, partitionOf, revisionOf, TOPICS } from '@weir/contracts'
import type { FactRow, Hit, Identifier, PersonEvent } from '@weir/contracts'
import { decodeOwner, ownerOf } from '@weir/identity'
import { decodePerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { StateStore } from '@weir/state'
import type { Driver } from './driver.ts'

/** What there is to read: the fold's state, and the log. `facts` has each row once. */
export interface IdentitySource extends Pick<Driver, 'records' | 'facts'> {
  stores: { foldState: Pick<StateStore, 'view' | 'partitions'> }
}

/** Who is who in the state of a fold: read entry by entry, without the code that readers use. */
export interface Identities {
  /** The living person of an id. */
  living(id: string): Promise<Person | undefined>
  /** Whose an identifier is. */
  ownerOf(id: Identifier): Promise<Person | undefined>
  /** The events of each living person, by id, as their facts tell. */
  events(): Promise<Map<string, PersonEvent[]>>
}

export function identitiesOf(driver: IdentitySource, partitions: number): Identities {
  const view = (id: string) => driver.stores.foldState.view(partitionOf(id, partitions))
  const living = async (id: string): Promise<Person | undefined> => {
    const [blob] = await view(id).load([id])
    const person = blob && decodePerson(blob)
    return person?.movedTo ? living(person.movedTo) : person
  }
  return {
    living,
    async ownerOf(id) {
      const digest = identifierDigest(id)
      const [blob] = await view(digest).load([`identifier:${digest}`])
      return living(ownerOf(digest, blob && decodeOwner(blob)))
    },
    async events() {
      const facts = await newestFacts(driver)
      const byPerson = new Map<string, PersonEvent[]>()
      for (const [eid, { row, event }] of facts) {
        const person = row.person === '' ? undefined : await living(row.person)
        if (person) byPerson.set(person.id, [...(byPerson.get(person.id) ?? []), { ...event, eid, person: person.id }])
      }
      return byPerson
    },
  }
}

interface Told {
  row: FactRow
  event: PersonEvent
}

/** Of each event its newest version, with what the log has of it. */
async function newestFacts(driver: IdentitySource): Promise<Map<string, Told>> {
  const passed = new Map<string, PersonEvent>()
  for (const { value } of await driver.records(TOPICS.events)) {
    const record = JSON.parse(Buffer.from(value).toString()) as PersonEvent
    if (record.kind === 'event') passed.set(`${record.eid} ${record.rev}`, record)
  }
  const newest = new Map<string, Told>()
  for (const row of await driver.facts()) {
    const known = newest.get(row.eid)
    if (known && known.row.version >= row.version) continue
    newest.set(row.eid, { row, event: passed.get(`${row.eid} ${revisionOf(row.version)}`)! })
  }
  return newest
}

/** Which events are one person's when nothing keeps people apart: union-find over the hits. */
export function componentsOf(hits: readonly Pick<Hit, 'ids' | 'event_id'>[]): Map<string, string> {
  const parent = new Map<string, string>()
  const find = (key: string): string => {
    const up = parent.get(key) ?? key
    return up === key ? key : find(up)
  }
  const identified = hits.filter(({ ids }) => ids.length > 0)
  for (const { ids } of identified) for (const id of ids) parent.set(find(identifierDigest(id)), find(identifierDigest(ids[0]!)))
  return new Map(identified.map(({ event_id, ids }) => [event_id, find(identifierDigest(ids[0]!))]))
}
