import { PURPOSES } from '@weir/contracts'
import type { Channel, ConsentMark, Hit, HitConsent } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { decodeDedup, dedupStateKey, encodeDedups, classify, mergeHits } from './dedup.ts'
import type { DedupEntry } from './dedup.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const basis = (granted: boolean): ConsentMark => ({ granted, by: 'basis' })
const signal = (granted: boolean): ConsentMark => ({ granted, by: 'signal' })
const consent = (mark: ConsentMark): HitConsent => Object.fromEntries(PURPOSES.map((p) => [p, mark])) as HitConsent

function hit(partial: Partial<Hit> = {}): Hit {
  return {
    source: 'shop',
    channel: 'pixel',
    name: 'Purchase',
    event_id: 'e1',
    id_from: 'sender',
    event_time: 0,
    received_at: 0,
    ids: [],
    consent: consent(basis(true)),
    body: {},
    ...partial,
  }
}

function entry(channels: Channel[] = ['pixel'], person = 'ab'.repeat(16)): DedupEntry {
  return { firstReceivedAt: 0, offset: 7, eid: '0123456789abcdef', person, channels }
}

describe('the verdict on a copy', () => {
  test.each<[string, Channel, number, string]>([
    ['at once', 'pixel', 0, 'drop'],
    ['47 h 59 min', 'pixel', 48 * HOUR - MINUTE, 'drop'],
    ['48 h', 'pixel', 48 * HOUR, 'drop'],
    ['48 h and 1 ms', 'pixel', 48 * HOUR + 1, 'new'],
    ['at once', 'server', 0, 'merge'],
    ['5 min', 'server', 5 * MINUTE, 'merge'],
    ['5 min and 1 ms', 'server', 5 * MINUTE + 1, 'drop'],
    ['48 h', 'server', 48 * HOUR, 'drop'],
    ['48 h and 1 ms', 'server', 48 * HOUR + 1, 'new'],
  ])('%s later on %s', (_, channel, received_at, verdict) => {
    expect(classify(entry(), hit({ channel, received_at }))).toBe(verdict)
  })
  test('a second copy on the other channel adds nothing any more', () => {
    expect(classify(entry(['pixel', 'server']), hit({ channel: 'server', received_at: MINUTE }))).toBe('drop')
  })
  test('nothing known', () => expect(classify(undefined, hit())).toBe('new'))
})

test('the key is made of source, name and id, and of nothing else', () => {
  const key = dedupStateKey(hit())
  expect(dedupStateKey(hit({ event_time: 5, channel: 'server', received_at: 9 }))).toBe(key)
  for (const other of [{ source: 'app' }, { name: 'Lead' }, { event_id: 'e2' }]) expect(dedupStateKey(hit(other))).not.toBe(key)
})

describe('merging', () => {
  test('the first keeps what it says, the second fills the gaps', () => {
    const first = hit({ ids: [{ type: 'ttp', value: 'a' }], body: { properties: { value: 1 } } })
    const second = hit({
      channel: 'server',
      received_at: 9,
      ids: [
        { type: 'ttp', value: 'a' },
        { type: 'email', value: 'b' },
      ],
      body: { properties: { value: 2, currency: 'EUR' }, ad: { ad_id: '7' } },
    })
    const merged = mergeHits(first, second)
    expect(merged.body).toEqual({ properties: { value: 1, currency: 'EUR' }, ad: { ad_id: '7' } })
    expect(merged.ids).toEqual([
      { type: 'ttp', value: 'a' },
      { type: 'email', value: 'b' },
    ])
    expect(merged).toMatchObject({ channel: 'pixel', received_at: 0 })
    expect(first.body).toEqual({ properties: { value: 1 } })
  })
  test.each<[string, ConsentMark, ConsentMark, ConsentMark]>([
    ['a signal outranks a basis', basis(true), signal(false), signal(false)],
    ['a granting signal outranks a denying basis', basis(false), signal(true), signal(true)],
    ['a basis never overrides a signal', signal(true), basis(false), signal(true)],
    ['of two signals the withdrawal wins', signal(true), signal(false), signal(false)],
    ['of two signals the withdrawal stays', signal(false), signal(true), signal(false)],
    ['of two bases the denial wins', basis(true), basis(false), basis(false)],
  ])('%s', (_, first, second, merged) => {
    expect(mergeHits(hit({ consent: consent(first) }), hit({ consent: consent(second) })).consent).toEqual(consent(merged))
  })
  test('without storage no identifier stays', () => {
    const first = hit({ ids: [{ type: 'ttp', value: 'a' }] })
    const second = hit({ consent: { ...consent(basis(true)), storage: signal(false) } })
    expect(mergeHits(first, second).ids).toEqual([])
  })
})

test.each([entry(), entry(['pixel', 'server']), entry(['server'], ''), { ...entry(), offset: 2 ** 45, firstReceivedAt: 1.7e12 }])(
  'an entry survives its coding: %j',
  (given) => {
    for (const isSealed of [false, true])
      expect(encodeDedups([given, given], isSealed).map(decodeDedup)).toEqual([
        { ...given, isSealed },
        { ...given, isSealed },
      ])
  },
)
