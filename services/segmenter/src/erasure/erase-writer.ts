// Held by tests/e2e/erasure.e2e.test.ts

import { clickhouseTime, eraseReceiptKey, partitionOf, TOPICS } from '@weir/contracts'
import type { BeforeSplits, ErasedMemberRow, Erase, EraseReceipt } from '@weir/contracts'
import type { Links } from '@weir/identity'
import type { Erased } from '@weir/runtime'
import type { Person } from '@weir/segmentation'
import type { Member, MemberChange, Put, TimerChange } from '@weir/state'
import type { Output } from '@weir/stream'
import { eraseToo } from '../linking/erase-too.ts'
import { declineOfNobody } from '../linking/nobody.ts'
import type { FoldMeta } from '../evaluate/meta.ts'
import type { Changes } from '../evaluate/transaction.ts'

/** What one record that erases people changes in a partition. */
export interface EraseWriter {
  /** All that is kept of a person goes. @param bitmapsOf those that have a segment's members. */
  person(person: Person, links: Links, bitmapsOf: (segment: number) => readonly number[]): void
  /** Tells the control plane; records that follow see to the rest. */
  receipt(counts: Record<string, number>, rest: Rest): void
  result(puts: readonly Put[], deletes?: readonly string[]): Changes
}

/** What one record has not erased, as plain digests. */
interface Rest {
  /** Who turned out to be the same people. */
  more: readonly string[]
  /** See {@link Erase}. */
  shared: readonly string[]
  /** See {@link Erase}. */
  gone: readonly string[]
  /** Where there is anything to look for. */
  before?: BeforeSplits
}

interface Place {
  partition: number
  partitions: number
  offset: number
  erase: Erase
  meta: FoldMeta
  erased: Erased
}

export function createEraseWriter({ partition, partitions, offset, erase, meta, erased }: Place): EraseWriter {
  const outputs: Output[] = []
  const timers: TimerChange[] = []
  const members: MemberChange[] = []
  const names: Member[] = []
  const deletes: string[] = []
  const handed = handedByPerson(erase)
  let removals: number | undefined
  const output = (topic: Output['topic'], to: number, key: string, value: unknown): void =>
    void outputs.push({ topic, partition: to, key, value: Buffer.from(JSON.stringify(value)), offset, n: meta.outputs++ })

  /** What has to be deleted where they were handed out. */
  const remove = ({ id, absorbed, identifiers }: Person): void => {
    if (handed.size === 0) return
    const known = JSON.stringify(identifiers.map(({ type, value }) => [type, value]))
    for (const person of erased.seal([id, ...absorbed.map((one) => one.id)]))
      for (const { number, to } of handed.get(person) ?? []) {
        const row: ErasedMemberRow = {
          segment_number: number,
          person,
          recorded_at: clickhouseTime(meta.now),
          erased_at: clickhouseTime(erase.at),
          destinations: to,
          identifiers: known,
          part: partition,
          off: offset,
          n: meta.outputs,
        }
        output(TOPICS.memberships, partition, person, row)
        removals = meta.outputs
      }
  }

  return {
    person(person, { isInviting, deferred }, bitmapsOf) {
      const { id, ordinal, due, memberships, movedTo } = person
      if (movedTo === '') remove(person)
      deletes.push(id)
      if (Number.isFinite(due)) timers.push({ key: id, was: due, due: undefined })
      for (const segment of memberships.keys())
        for (const bitmap of bitmapsOf(segment)) members.push({ segment: bitmap, ordinal, member: false })
      // Ordinals stay given out, under a name that tells nobody.
      names.push({ ordinal, id: erased.seal([id])[0]! })
      if (isInviting) meta.inviting--
      for (const waiting of deferred) {
        // Whose state waited here is the same person; the fold erases them when it takes that up.
        const told = waiting.kind === 'absorb' ? waiting : declineOfNobody(waiting)
        if (!told) continue
        output(TOPICS.events, partitionOf(told.to, partitions), told.to, told)
        meta.sent++
      }
    },
    receipt(counts, { more, shared, gone, before }) {
      const next = `${erase.batch}.${partition}`
      const who = erased.seal(more)
      const followed = { ...(more.length > 0 ? { more: who } : {}), ...(more.length > 0 || before ? { next } : {}) }
      const rows = removals === undefined ? {} : { removals }
      const kept = shared.length > 0 ? { shared: erased.seal(shared) } : {}
      const place = { batch: erase.batch, partition, off: offset, at: erase.at }
      const receipt: EraseReceipt = { ...place, counts, ...rows, ...followed, ...kept }
      output(TOPICS.config, 0, eraseReceiptKey(erase.batch, String(partition)), receipt)
      if (followed.next === undefined) return
      const ended = gone.length > 0 ? { gone: erased.seal(gone) } : {}
      const left = { ...ended, ...(before ? { before: sealBefore(erased, before) } : {}) }
      eraseToo({ partitions, at: erase.at, batch: next, who, ...kept, ...left }, output, meta)
    },
    result: (puts, more = []) => ({ outputs, timers, members, names, puts: [...puts], deletes: [...deletes, ...more] }),
  }
}

function sealBefore({ seal }: Pick<Erased, 'seal'>, { ids, ended, identifiers }: BeforeSplits): BeforeSplits {
  return { ids: seal(ids), ended: seal(ended), identifiers: seal(identifiers) }
}

/** By keyed digest of a person, the segments and destinations that they were handed to. */
function handedByPerson({ who, handed = [] }: Erase): Map<string, { number: number; to: readonly string[] }[]> {
  const found = new Map<string, { number: number; to: readonly string[] }[]>()
  for (const { number, to, who: places } of handed)
    for (const place of places) {
      const person = who[place]
      if (person === undefined) continue
      const known = found.get(person)
      if (known) known.push({ number, to })
      else found.set(person, [{ number, to }])
    }
  return found
}
