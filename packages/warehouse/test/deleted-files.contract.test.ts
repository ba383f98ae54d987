import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clickhouseTime } from '@weir/contracts'
import { eventually, filesBelow } from '@weir/testkit'
import { expect, it } from 'vitest'
import { startChdb } from '../src/chdb.ts'
import { jsonLine, sampleFact } from '../src/contract.ts'
import { deleteOldFacts, migrate, openWarehouse } from '../src/index.ts'

/** The bytes of all files below, one character each. */
async function bytesIn(folder: string): Promise<string> {
  const contents: string[] = []
  for await (const { bytes } of filesBelow(folder)) contents.push(bytes.toString('latin1'))
  return contents.join('\n')
}

it('leaves no byte of what was deleted on the disk, once the engine has dropped the old parts', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'weir-deleted-'))
  const chdb = await startChdb({ dir })
  const warehouse = openWarehouse(chdb)
  try {
    await migrate(warehouse)
    // Not after eight minutes, as usual, but at once.
    const soon = 'old_parts_lifetime = 1, cleanup_delay_period = 1, max_cleanup_delay_period = 2'
    await warehouse.command(`ALTER TABLE facts MODIFY SETTING ${soon}`)
    const at = Date.UTC(2023, 4, 20)
    const fact = (event_id: string, event_time: number): Uint8Array =>
      jsonLine(sampleFact({ event_id, eid: event_id, event_time: clickhouseTime(event_time) }))
    // One of a month that is dropped, one of a month that is divided, one that stays; each as a
    // part of its own, whose few bytes are not compressed.
    const ids = ['of-a-month-that-goes', 'of-days-that-go', 'of-days-that-stay']
    for (const [i, days] of [-40, -10, 5].entries()) await warehouse.insertLines('facts', [fact(ids[i]!, at + days * 86_400_000)])
    const found = async (): Promise<string[]> => {
      const bytes = await bytesIn(dir)
      return ids.filter((id) => bytes.includes(id))
    }
    expect(await found()).toEqual(ids)
    expect(await deleteOldFacts(warehouse, { before: at, held: [] })).toMatchObject({ deleted: 2, remaining: 0 })
    await eventually(async () => expect(await found()).toEqual(['of-days-that-stay']), 60_000)
  } finally {
    await warehouse.close()
    await chdb.close()
    await rm(dir, { recursive: true, force: true })
  }
}, 120_000)
