import { fromClickhouseTime, TOPICS } from '@weir/contracts'
import type { MembershipRow, SegmentDefinition } from '@weir/contracts'
import { createDriver } from './driver.ts'
import type { Driver, DriverOptions } from './driver.ts'
import { createReference, definition, withdrawalsInForce } from './reference.ts'
import type { Action } from './traffic.ts'
import { TRAFFIC_START } from './traffic.ts'

/** A promise of the segmenter that did not hold. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

export interface Played {
  driver: Driver
  compared: number
}

/**
 * Plays a story on a new driver and compares, whenever time has passed, who is a member of what
 * with the reference.
 * @throws Broken on the first difference.
 */
export async function play(actions: readonly Action[], options: DriverOptions): Promise<Played> {
  const driver = await createDriver({ start: TRAFFIC_START, ...options })
  const live = new Map<string, SegmentDefinition>()
  const ids = new Set<string>()
  let compared = 0
  try {
    for (const action of actions) {
      if (action.do === 'hits') await driver.hits(action.hits)
      else if (action.do === 'put') {
        await driver.put(action.id, action.rule, action.purposes)
        const { rule, purposes } = driver.config.segment(action.id)!
        live.set(action.id, definition(action.id, rule, purposes))
        ids.add(action.id)
        if (action.wait) await driver.applied()
      } else if (action.do === 'drop') {
        await driver.drop(action.id)
        live.delete(action.id)
        if (action.wait) await driver.applied()
      } else {
        await driver.applied()
        await driver.advance(action.to)
        await compare(driver, live, ids, action.to)
        compared++
      }
    }
    checkChanges(await driver.changes(), driver)
    return { driver, compared }
  } catch (error) {
    await driver[Symbol.asyncDispose]()
    throw error
  }
}

async function compare(driver: Driver, live: Map<string, SegmentDefinition>, ids: Set<string>, at: number): Promise<void> {
  const reference = createReference(driver.accepted)
  const inForce = withdrawalsInForce(await driver.records(TOPICS.events))
  for (const id of ids) {
    const segment = live.get(id)
    const expected = segment ? reference.membersAt(segment, at, inForce) : []
    const found = await driver.membersOf(id)
    if (expected.join() === found.join() && (await driver.sizeOf(id)) === expected.length) continue
    const when = new Date(at).toISOString()
    const extra = found.filter((person) => !expected.includes(person))
    const missing = expected.filter((person) => !found.includes(person))
    throw new Broken(
      `${id} at ${when}: too many ${extra.join() || 'none'}, missing ${missing.join() || 'none'}\n${JSON.stringify(segment?.rule)}`,
    )
  }
}

/** Per person and segment the changes alternate, and never go back in time. */
function checkChanges(changes: readonly MembershipRow[], driver: Driver): void {
  const last = new Map<string, MembershipRow>()
  for (const row of [...changes].sort((a, b) => a.part - b.part || a.off - b.off || a.n - b.n)) {
    const key = `${row.person} ${row.segment_number}`
    const before = last.get(key)
    if (row.op === (before?.op ?? 'left')) throw new Broken(`${key}: ${row.op} twice, at ${row.at}`)
    if (before && row.at < before.at) throw new Broken(`${key}: ${row.op} at ${row.at}, after ${before.at}`)
    if (fromClickhouseTime(row.at) > driver.clock.now()) throw new Broken(`${key}: ${row.op} in the future`)
    last.set(key, row)
  }
}
