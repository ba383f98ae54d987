import { segmentNumber, TOPICS } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { poisonOf } from '@weir/testkit'
import { expect, it } from 'vitest'
import { configTrouble } from './config-trouble.ts'
import { openConfigView } from './config-view.ts'
import type { ConfigView } from './config-view.ts'
import { createKey } from './keys.ts'
import { Registry } from './metrics.ts'

const { stored: key } = createKey('reader', ['read', 'ingest'], 0)
const source = { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' }
const segment = {
  id: 'bought',
  number: segmentNumber('bought'),
  version: 1,
  updated_at: 0,
  name: 'Bought',
  rule: { event: { name: 'Purchase' }, within: '7d' },
}
const threshold = { id: 'model:buys', version: 1, published_at: 0, percentiles: Array.from({ length: 99 }, () => 1) }
const version = { ...segment, from: 0, by: null, saved_at: 0, saved_by: null }
const GOOD = [
  [`key:${key.id}`, key],
  ['source:shop', source],
  ['segment:bought', segment],
  ['segment-version:bought/1', version],
  ['threshold:model:buys', threshold],
] as const

const shown = (view: ConfigView): unknown[] => [
  view.key(key.id),
  view.source('shop'),
  view.segment('bought')?.name,
  view.segmentVersions('bought').map(({ name, rule }) => [name, rule]),
  view.threshold('model:buys'),
]

it.each(GOOD)('records of %s that cannot be read are put aside, and what comes after them arrives', async (name, good) => {
  const log = createMemoryLog({ partitions: 1 })
  const registry = new Registry()
  const view = await openConfigView(log, { registry })
  for (const [at, value] of GOOD) await view.put(at, value)
  const before = shown(view)
  const version = view.segmentsVersion()
  // An empty value deletes.
  const poison = poisonOf(JSON.stringify(good)).filter(([kind]) => kind !== 'empty')
  for (const [i, [, value]] of poison.entries()) {
    await log.append(TOPICS.config, [{ partition: 0, key: name, value }])
    await view.put(`source:after-${i}`, { ...source, name: `after ${i}` })
    expect(view.source(`after-${i}`)?.name).toBe(`after ${i}`)
  }
  expect(poison.length).toBeGreaterThanOrEqual(14)
  // Of a key the record may have been its end; of all else the last readable version stays in
  // force.
  expect(shown(view)).toEqual(name.startsWith('key:') ? [undefined, ...before.slice(1)] : before)
  expect(view.segmentsVersion()).toBe(version)
  expect(view.unreadable()).toHaveLength(1)
  expect(configTrouble(view)).toMatch(/1 of the records of weir\.config cannot be read/)
  expect(await registry.metrics()).toContain(`weir_records_put_aside_total{topic="${TOPICS.config}"} ${poison.length}`)

  // Whoever begins at the beginning sees the same, and a later record of the key puts it right.
  const again = await openConfigView(log)
  expect([shown(again), again.segmentsVersion()]).toEqual([shown(view), version])
  await view.put(name, good)
  expect([shown(view), configTrouble(view)]).toEqual([before, undefined])
  await view.close()
  await again.close()
})

it('a revocation behind a record that nobody can read is in force', async () => {
  const log = createMemoryLog({ partitions: 1 })
  const view = await openConfigView(log)
  await view.put(`key:${key.id}`, key)
  await log.append(TOPICS.config, [{ partition: 0, key: 'segment:new', value: Buffer.from('{"rule":{"sorcery":1}}') }])
  await view.put(`key:${key.id}`, undefined)
  expect(view.key(key.id)).toBeUndefined()
  expect(view.segments()).toEqual([])
  await view.close()
})

it('fields of a newer version are ignored; scopes that are not known here grant nothing', async () => {
  const log = createMemoryLog({ partitions: 1 })
  const view = await openConfigView(log)
  for (const [name, good] of GOOD) await view.put(name, { ...good, from_a_newer_version: { deep: [1] } })
  await view.put(`key:${key.id}`, { ...key, scopes: ['read', 'fly'], expires: 'never' })
  await view.put('teapot:1', { short: true, stout: true })
  expect(view.key(key.id)).toEqual({ ...key, scopes: ['read'] })
  expect(view.source('shop')).toEqual({ code: 'shop', ...source })
  expect(view.segment('bought')).toEqual(segment)
  expect(view.threshold('model:buys')).toEqual(threshold)
  expect(configTrouble(view)).toBeUndefined()
  // Inside a rule it is another matter: without the field the rule would mean something else.
  await view.put('segment:bought', { ...segment, name: 'New', rule: { ...segment.rule, only_on: 'mondays' } })
  expect(view.segment('bought')?.name).toBe('Bought')
  expect(configTrouble(view)).toContain('segment at offset')
  await view.close()
})
