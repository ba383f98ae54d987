import { decodeDenials, foldOptOut } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { identifierDigest, PURPOSES, TOPICS } from '@weir/contracts'
import type { Hit, HitConsent, Identifier, OptOut } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { Registry } from '@weir/runtime'
import { newPerson } from '@weir/segmentation'
import { createMemoryState } from '@weir/state/memory'
import { eventually, seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { startOptOuts } from './index.ts'
import { optOutOfKnown } from './known.ts'

const idOf = (value: string): Identifier => ({ type: 'email', value })

describe('the index of opt-outs', () => {
  it('holds the newest denial of every identifier, over restarts; what cannot be read is put aside', async () => {
    const random = seededRandom(3)
    const log = createMemoryLog({ partitions: 2 })
    const state = createMemoryState({ partitions: 1 })
    const poisoned: number[] = []
    const start = () =>
      startOptOuts({
        log,
        state,
        registry: new Registry(),
        events: { recordPoisoned: (_topic, _partition, offset) => void poisoned.push(offset) },
      })
    const expected = new Map<string, Denials>()
    const append = (value: string) => log.append(TOPICS.optOuts, [{ partition: 0, key: '', value: Buffer.from(value) }])
    let index = start()
    for (let i = 0; i < 300; i++) {
      if (i % 60 === 59) {
        await index.close()
        index = start()
      }
      if (i % 50 === 20)
        await append(i % 100 === 20 ? '{"digests"' : '{"digests":["x"],"denied":{},"scope":"hit","received_at":0}')
      const digests = Array.from({ length: 1 + random.int(3) }, () => identifierDigest(idOf(`${random.int(20)}`)))
      const scope = random.pick(['hit', 'person', 'keyless'] as const)
      const optOut: OptOut = { digests, denied: { [random.pick(PURPOSES)]: random.int(1000) }, scope, received_at: i }
      for (const digest of digests) expected.set(digest, foldOptOut(expected.get(digest), optOut))
      await append(JSON.stringify(optOut))
    }
    const view = state.view(0)
    const end = await log.end(TOPICS.optOuts, 0)
    await eventually(async () => expect(await view.position()).toBe(end - 1))
    const found = await view.load([...expected.keys()])
    expect(found.map((blob) => blob && decodeDenials(blob))).toEqual([...expected.values()])
    expect(new Set(poisoned).size).toBe(6)
    await index.close()
  })
})

describe('what is known of somebody who said no', () => {
  const NOW = 1_000
  const consentOf = (granted: boolean, by: 'signal' | 'basis'): HitConsent =>
    Object.fromEntries(PURPOSES.map((purpose) => [purpose, { granted, by }])) as HitConsent
  const hitOf = (ids: string[], consent: HitConsent, at = NOW) =>
    ({ ids: ids.map(idOf), consent, event_time: at, received_at: at }) as Hit
  const person = (ids: string[], denied?: number) => {
    const somebody = newPerson('p', 1, 1)
    somebody.identifiers.push(...ids.map((id) => ({ ...idOf(id), linkedAt: 0, eid: '', seenAt: 0 })))
    if (denied !== undefined) somebody.consent.profiling = { granted: false, by: 'signal', at: denied }
    return somebody
  }
  const digestsOf = (optOut: OptOut | undefined): string[] | undefined => optOut?.digests.toSorted()
  const digests = (...ids: string[]): string[] => ids.map((id) => identifierDigest(idOf(id))).toSorted()
  const assumed = consentOf(true, 'basis')
  const denying = { ...assumed, profiling: { granted: false, by: 'signal' as const } }

  it('is nothing while they have not', () => {
    expect(optOutOfKnown(person(['a']), { before: [], former: [] }, hitOf(['a'], assumed))).toBeUndefined()
  })
  it('is their other identifiers, once the event says no', () => {
    const optOut = optOutOfKnown(person(['a', 'b'], NOW), { before: ['a', 'b'].map(idOf), former: [] }, hitOf(['a'], denying))
    expect(optOut).toMatchObject({ denied: { profiling: NOW }, scope: 'person' })
    expect(digestsOf(optOut)).toEqual(digests('b'))
    // All that the event names has been noted by ingest.
    expect(optOutOfKnown(person(['a'], NOW), { before: [], former: [] }, hitOf(['a'], denying))).toBeUndefined()
  })
  it('is what they bring later', () => {
    const optOut = optOutOfKnown(person(['a', 'b'], NOW - 10), { before: [idOf('a')], former: [] }, hitOf(['a', 'b'], assumed))
    expect(optOut).toMatchObject({ denied: { profiling: NOW - 10 }, scope: 'person' })
    expect(digestsOf(optOut)).toEqual(digests('a', 'b'))
    expect(
      optOutOfKnown(person(['a', 'b'], NOW - 10), { before: ['a', 'b'].map(idOf), former: [] }, hitOf(['a', 'b'], assumed)),
    ).toBeUndefined()
  })
  it('is all of it when an event that stores nothing says no', () => {
    const optOut = optOutOfKnown(person(['a', 'b'], NOW), { before: ['a', 'b'].map(idOf), former: [] }, hitOf([], denying))
    expect(digestsOf(optOut)).toEqual(digests('a', 'b'))
  })
})
