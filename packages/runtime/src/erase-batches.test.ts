import type { EraseReceipt } from '@weir/contracts'
import { expect, it } from 'vitest'
import { eraseBatch } from './erase-batches.ts'

const [ANN, BOB, COOKIE] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string]

function configOf(receipts: readonly Omit<EraseReceipt, 'at' | 'counts'>[]) {
  const all = receipts.map((receipt) => [`${receipt.batch}:${receipt.partition}`, { at: 0, counts: {}, ...receipt }] as const)
  return { eraseReceipts: () => new Map<string, EraseReceipt>(all) }
}

it('says for each record whom it erases and up to where: what follows for others reaches no further for them', () => {
  const config = configOf([
    { batch: 'one', partition: 0, off: 5, more: [BOB], next: 'one.0' },
    { batch: 'one', partition: 1, off: 7, more: [COOKIE], next: 'one.1' },
    { batch: 'one.0', partition: 0, off: 50 },
    { batch: 'one.0', partition: 1, off: 60 },
    { batch: 'one.1', partition: 0, off: 90 },
    { batch: 'another', partition: 0, off: 99 },
  ])
  const { named, isTaken, more } = eraseBatch(config, { batch: 'one', who: [ANN], partitions: 2 })
  expect(named.map(({ who, receipts }) => [who, receipts.map(({ partition, off }) => [partition, off])])).toEqual([
    [
      [ANN],
      [
        [0, 5],
        [1, 7],
      ],
    ],
    [
      [BOB],
      [
        [0, 50],
        [1, 60],
      ],
    ],
    [[COOKIE], [[0, 90]]],
  ])
  expect(more).toEqual([BOB, COOKIE])
  // One partition has not taken the last of them.
  expect(isTaken).toBe(false)
})
