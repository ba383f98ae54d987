import type { Topic } from '@weir/contracts'
import type { ConsumeOptions, Consumer, EventLog } from '@weir/eventlog'
import type { Life, Network } from './network.ts'
import { createTenure } from './tenure.ts'
import type { Tenure } from './tenure.ts'

/**
 * The groups of the simulated log. A partition has one owner as far as the group knows; a member
 * that lost it may go on with it for a while, because nobody could tell it, or because it is
 * frozen: a zombie.
 */
export interface Groups {
  join(life: Life, options: ConsumeOptions): Consumer
  /** New records are there. */
  changed(topic: Topic, partition: number): void
  /** A process is gone: the group learns of it when its session is over. */
  lost(life: Life): void
  /** A process is frozen: if it is so for longer than its session, others get its partitions. */
  frozen(life: Life): void
  /** Shares out the partitions of some group anew, for no reason. */
  shuffle(): void
}

interface Member {
  life: Life
  options: ConsumeOptions
  isOut: boolean
  tenures: Set<Tenure>
  fail(error: unknown): void
}

interface Group {
  members: Member[]
  owners: Map<number, { member: Member; tenure: Tenure }>
  turn: number
}

const SESSION_MS = 1_500
const TELL_MS = 30
/** A zombie goes on for up to so long. */
const ZOMBIE_MS = 4_000

export function createGroups(network: Network, core: EventLog): Groups {
  const { timeline, random } = network
  const groups = new Map<string, Group>()

  const isAlive = (member: Member): boolean => !member.isOut && !member.life.isOver()

  function rebalance(name: string, group: Group): void {
    group.members = group.members.filter(({ life }) => !life.isOver())
    const live = group.members.filter(isAlive)
    const topic = group.members[0]?.options.topic
    if (live.length === 0 || topic === undefined) return
    for (let partition = 0; partition < core.partitions(topic); partition++) {
      const member = live[(partition + group.turn) % live.length]!
      const before = group.owners.get(partition)
      if (before?.member === member && !before.tenure.isStopped()) continue
      hand(name, group, partition, member, before)
    }
  }

  /** Gives a partition to a member; whoever had it is told, or not yet. */
  function hand(name: string, group: Group, partition: number, member: Member, before: Holder | undefined): void {
    const blind = before !== undefined && isAlive(before.member) && random.chance(0.4)
    if (blind) network.count('zombie')
    network.note(`${name}/${partition} to ${member.life.name}${blind ? ', its owner does not know' : ''}`)
    if (before) timeline.after(random.next() * (blind ? ZOMBIE_MS : TELL_MS), () => before.tenure.stop())
    const tenure = createTenure(network, core, member.life, member.options, partition)
    group.owners.set(partition, { member, tenure })
    member.tenures.add(tenure)
    // A member never runs two handlers of one partition.
    const earlier = [...member.tenures].filter((other) => other !== tenure && other.partition === partition)
    const free = Promise.all(earlier.map((other) => other.over))
    const givenUp = before && !blind && isAlive(before.member) ? before.tenure.over : timeline.sleep(random.next() * TELL_MS)
    void Promise.all([free, Promise.race([givenUp, timeline.sleep(SESSION_MS)])])
      .then(() => tenure.run())
      .catch((error: unknown) => {
        network.note(`${member.life.name} ${name}/${partition} failed: ${String(error)}`)
        // Somebody else may have the partition already: then it is theirs to go on.
        if (group.owners.get(partition)?.tenure === tenure && !tenure.isStopped()) member.fail(error)
      })
      .finally(() => member.tenures.delete(tenure))
  }

  const soon = (name: string, group: Group, ms: number): void =>
    void timeline.after(random.next() * ms, () => rebalance(name, group))
  const membersOf = (life: Life): { name: string; group: Group; member: Member }[] =>
    [...groups].flatMap(([name, group]) =>
      group.members.filter((member) => member.life === life).map((member) => ({ name, group, member })),
    )

  return {
    join(life, options) {
      const name = `${options.group}.${options.topic}`
      const group: Group = groups.get(name) ?? { members: [], owners: new Map(), turn: 0 }
      groups.set(name, group)
      let settle: { resolve(): void; reject(error: unknown): void } | undefined
      const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
      const leave = (): void => {
        member.isOut = true
        for (const tenure of member.tenures) tenure.stop()
      }
      const member: Member = {
        life,
        options,
        isOut: false,
        tenures: new Set(),
        fail(error) {
          leave()
          settle?.reject(error)
          soon(name, group, TELL_MS)
        },
      }
      group.members.push(member)
      soon(name, group, TELL_MS)
      return {
        done,
        lag: async () => new Map(),
        wake: () => member.tenures.forEach((tenure) => tenure.rouse()),
        async close() {
          leave()
          await Promise.all([...member.tenures].map(({ over }) => over))
          settle?.resolve()
          soon(name, group, TELL_MS)
          await done.catch(() => undefined)
        },
      }
    },
    changed(topic, partition) {
      for (const { members } of groups.values())
        for (const { options, tenures } of members)
          if (options.topic === topic) for (const tenure of tenures) if (tenure.partition === partition) tenure.wake()
    },
    lost(life) {
      for (const { name, group } of membersOf(life)) timeline.after(SESSION_MS * random.next(), () => rebalance(name, group))
    },
    frozen(life) {
      for (const { name, group, member } of membersOf(life)) {
        timeline.after(SESSION_MS, () => {
          if (life.isOver() || member.isOut || life.frozenUntil() <= timeline.now()) return
          member.isOut = true
          rebalance(name, group)
          const thawMs = life.frozenUntil() - timeline.now()
          // It notices some time after it thawed, and comes back.
          timeline.after(thawMs + random.next() * TELL_MS * 10, () => {
            for (const tenure of member.tenures) tenure.stop()
            member.isOut = false
            rebalance(name, group)
          })
        })
      }
    },
    shuffle() {
      // At the very beginning nobody has joined.
      if (groups.size === 0) return
      const [name, group] = random.pick([...groups])
      group.turn++
      rebalance(name, group)
    },
  }
}

interface Holder {
  member: Member
  tenure: Tenure
}
