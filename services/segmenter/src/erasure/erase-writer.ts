// Held by tests/e2e/erasure.e2e.test.ts

import { eraseReceiptKey, partitionOf, TOPICS } from '@weir/contracts'
import type { Erase, EraseReceipt } from '@weir/contracts'
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
  /** Tells the control plane; who is among `more` is erased by records that follow. */
  receipt(counts: Record<string, number>, more: readonly string[]): void
  result(puts: readonly Put[], deletes?: readonly string[]): Changes
}

interface Place {
  partition: number
  partitions: number
  offset: number
  erase: Pick<Erase, 'batch' | 'at'>
  meta: FoldMeta
  erased: Erased
}

export function createEraseWriter({ partition, partitions, offset, erase, meta, erased }: Place): EraseWriter {
  const outputs: Output[] = []
  const timers: TimerChange[] = []
  const members: MemberChange[] = []
  const names: Member[] = []
  const deletes: string[] = []
  const output = (topic: Output['topic'], to: number, key: string, value: unknown): void =>
    void outputs.push({ topic, partition: to, key, value: Buffer.from(JSON.stringify(value)), offset, n: meta.outputs++ })

  return {
    person({ id, ordinal, due, memberships }, { isInviting, deferred }, bitmapsOf) {
      deletes.push(id)
      if (Number.isFinite(due)) timers.push({ key: id, was: due, due: undefined })
      for (const segment of memberships.keys())
        for (const bitmap of bitmapsOf(segment)) members.push({ segment: bitmap, ordinal, member: false })
      // Ordinals stay given out, under a name that tells nobody.
      names.push({ ordinal, id: erased.seal([id])[0]! })
      if (isInviting) meta.inviting--
      for (const answer of deferred.map(declineOfNobody)) {
        if (!answer) continue
        output(TOPICS.events, partitionOf(answer.to, partitions), answer.to, answer)
        meta.sent++
      }
    },
    receipt(counts, more) {
      const next = `${erase.batch}.${partition}`
      const followed = more.length > 0 ? { more: erased.seal(more), next } : {}
      const receipt: EraseReceipt = { batch: erase.batch, partition, off: offset, at: erase.at, counts, ...followed }
      output(TOPICS.config, 0, eraseReceiptKey(erase.batch, String(partition)), receipt)
      if (followed.more) eraseToo({ partitions, at: erase.at, batch: next, who: followed.more }, output, meta)
    },
    result: (puts, more = []) => ({ outputs, timers, members, names, puts: [...puts], deletes: [...deletes, ...more] }),
  }
}
