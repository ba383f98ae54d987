import { createHash } from 'node:crypto'
import { personId } from '@weir/contracts'
import type { Somebody, World } from './world.ts'
import { NOW, addPeople, createWorld } from './world.ts'

// Members of the segment `buyers`, and people who count as members and are not handed out, over a
// state in memory with real blobs.

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
export const email = (address: string): { type: 'email'; value: string } => ({ type: 'email', value: sha256(address) })
export const IDFA = '6D92078A-8246-4BA4-AE5B-76104861E7DC'
export const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }

export const ann: Somebody = {
  identifiers: [email('ann@example.org'), { type: 'idfa', value: IDFA }, email('ann@work.example')],
  member: ['buyers'],
  traits: { country: 'DE' },
}
export const bob: Somebody = { identifiers: [{ type: 'phone', value: sha256('+491511234567') }], member: ['buyers'] }
export const cem: Somebody = { identifiers: [{ type: 'ttp', value: 'cookie' }], member: ['buyers'] }
/**
 * In the bitmap, but not to be handed out: no consent (to a purpose, to storage), membership yet to
 * begin.
 */
export const eve: Somebody = { identifiers: [email('eve@example.org')], member: ['buyers'], denied: ['personalised_ads'] }
const fay: Somebody = { identifiers: [email('fay@example.org')], member: ['buyers'], denied: ['storage'] }
const gus: Somebody = { identifiers: [email('gus@example.org')], member: ['buyers'], since: NOW + 60_000 }

export const idOf = ({ identifiers: [{ type, value }] }: Somebody): string => personId(`${type}:${value}`)
export const since = new Date(NOW - 1000).toISOString()

/** A world with the segment `buyers` and all of them in it. */
export async function createBuyers(): Promise<World> {
  const world = await createWorld()
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  await addPeople(world.fold, [ann, bob, cem, eve, fay, gus])
  return world
}
