import { hash } from 'node:crypto'
import { clickhouseTime, partitionOf, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { GivenItem, Looked } from '@weir/destinations'
import type { AskedPerson, PeopleSource } from '@weir/activation'
import type { Random } from '@weir/testkit'

export const SEGMENT = 'buyers'
export const SEGMENT_NUMBER = 5
/** A segment on a suppression list. */
export const LISTED_NUMBER = 6

interface Somebody {
  id: string
  items: Set<string>
  isMember: boolean
  allows: boolean
  isListed: boolean
}

/** Who there is, who is a member, who allows it: the truth that a destination has to have. */
export interface World {
  people: PeopleSource
  /** What somebody allows to be there now, however few they are. */
  allowed(): Set<string>
  /** What may be at a destination now. */
  expected(): Set<string>
  /** Something happens to somebody. */
  happen(): Promise<void>
}

const PEOPLE = 40

/**
 * A small world in the place of the fold and the opt-outs. Records on `weir.memberships` say that
 * something changed, as the fold's do; what is true is looked up here.
 */
export function createWorld(log: EventLog, random: Random, now: () => number, partitions: number): World {
  const all = Array.from({ length: PEOPLE }, (_, n): Somebody => {
    const id = hash('md5', `person ${n}`)
    return { id, items: new Set([`EMAIL_SHA256:${hash('sha256', `mail ${n}`)}`]), isMember: false, allows: true, isListed: false }
  })
  // In half of the worlds the segment has a min_size, which its size passes to and fro.
  const least = random.chance(0.5) ? 14 : 0
  const optOuts: { person: string; reason: string }[] = []
  const erased: string[] = []
  const itemOf = (name: string): GivenItem => ({ name, digest: hash('md5', name) })
  const isGiven = ({ isMember, allows, isListed }: Somebody): boolean => isMember && allows && !isListed
  const isTooSmall = (): boolean => all.filter(isGiven).length < least
  const allowed = (): Set<string> => new Set(all.filter(isGiven).flatMap(({ items }) => [...items]))
  const lookAt = ({ person, digests }: AskedPerson, types: readonly string[]): Looked => {
    const one = all.find(({ id }) => id === person)
    const others = all.filter((other) => other !== one && isGiven(other))
    const keepers = (digest: string): string[] =>
      others.filter(({ items }) => [...items].some((name) => itemOf(name).digest === digest)).map(({ id }) => id)
    return {
      given:
        one && isGiven(one)
          ? [...one.items].filter((name) => types.includes(name.slice(0, name.indexOf(':')))).map(itemOf)
          : undefined,
      kept: new Map(digests.map((digest) => [digest, keepers(digest)] as const).filter(([, who]) => who.length > 0)),
    }
  }
  const people: PeopleSource = {
    look: async (_, types, asked) => new Map(asked.map((one) => [one.person, lookAt(one, types)])),
    async members(_, partition, from, limit) {
      const own = all.filter(({ id, isMember }) => isMember && partitionOf(id, partitions) === partition).map(({ id }) => id)
      const page = own.slice(from, from + Math.min(limit, 3))
      return { people: page, ...(from + page.length < own.length && { next: from + page.length }) }
    },
    isTooSmall: async () => isTooSmall(),
    optOutsEnd: async () => optOuts.length,
    optedOut: async (from) => ({ named: optOuts.slice(from), next: optOuts.length }),
    erased: (since) => ({ people: erased.slice(since), version: erased.length }),
  }
  const tell = async (person: string, row: object): Promise<void> => {
    const value = Buffer.from(
      JSON.stringify({ segment_number: SEGMENT_NUMBER, person, recorded_at: clickhouseTime(now()), ...row }),
    )
    await log.append(TOPICS.memberships, [{ partition: partitionOf(person, partitions), key: person, value }])
  }
  const toggle = async (one: Somebody): Promise<void> => {
    one.isMember = !one.isMember
    await tell(one.id, { op: one.isMember ? 'entered' : 'left', reason: 'event' })
  }
  return {
    people,
    allowed,
    expected: () => (isTooSmall() ? new Set() : allowed()),
    async happen() {
      const [one, other] = random.shuffle(all)
      const chance = random.next()
      if (chance < 0.37) return toggle(one!)
      if (chance < 0.45) {
        // By an entry of a list, or by a segment that is on one.
        one!.isListed = !one!.isListed
        const op = one!.isListed ? 'entered' : 'left'
        if (random.chance(0.5)) return tell(one!.id, { segment_number: LISTED_NUMBER, op, reason: 'event' })
        optOuts.push({ person: one!.id, reason: one!.isListed ? 'suppression' : 'sync' })
        return
      }
      if (chance < 0.6) {
        one!.allows = false
        // Half of the time the fold has a row of it, too.
        if (random.chance(0.5) && one!.isMember) await tell(one!.id, { op: 'left', reason: 'consent' })
        optOuts.push({ person: one!.id, reason: 'opt_out' })
      } else if (chance < 0.7) {
        one!.allows = true
        await tell(one!.id, { op: 'entered', reason: 'event' })
      } else if (chance < 0.8) {
        one!.items.add(`GAID_MD5:${hash('md5', `device ${random.int(1_000)}`)}`)
        await tell(one!.id, { lost: '[]' })
      } else if (chance < 0.95) {
        // An identifier goes to another person, or is both persons' for a while.
        const [name] = random.shuffle([...one!.items])
        if (name === undefined) return
        other!.items.add(name)
        if (random.chance(0.6)) one!.items.delete(name)
        for (const { id } of random.shuffle([one!, other!])) await tell(id, { lost: '[]' })
      } else {
        one!.isMember = false
        one!.items.clear()
        erased.push(one!.id)
      }
    },
  }
}
