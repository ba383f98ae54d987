import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRedisState } from '@weir/state/redis'
import type { Lease, StateStore } from '@weir/state'
import { eventually } from '@weir/testkit'
import { startRedisCluster } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { commitFor, faultsOf } from './support/position-is-content.ts'
import { freshPrefix } from './support/redis-store.ts'

describe('redis cluster state', () => {
  let cluster: RedisServers
  let nodes: Node[]
  beforeAll(async () => {
    cluster = await startRedisCluster({ fsync: 'everysec' })
    nodes = await Promise.all(cluster.urls.map(nodeAt))
  })
  afterAll(async () => {
    for (const { raw } of nodes) raw.disconnect()
    await cluster.stop()
  })
  const open = (prefix: string, partitions: number): Promise<StateStore> =>
    openRedisState({ nodes: cluster.urls.slice(0, 1), prefix, partitions, commandTimeoutMs: 1000 })

  it('keeps a partition in one slot, and spreads partitions and the shared index over the nodes', async () => {
    const prefix = freshPrefix()
    const store = await open(prefix, 12)
    for (let partition = 0; partition < 12; partition++) {
      const lease = await store.acquire(partition)
      for (let n = 0; n < 8; n++) await lease.commit(commitFor(n))
    }
    await store.shared.put(Array.from({ length: 500 }, (_, i) => ({ key: `k${i}`, value: Buffer.from(`${i}`) })))
    expect((await store.shared.get(['k499', 'none', 'k0'])).map((value) => value && String(value))).toEqual([
      '499',
      undefined,
      '0',
    ])
    const slots = new Map<string, Set<number>>()
    for (const { raw } of nodes) {
      const keys = await raw.keys(`{${prefix}:*`)
      expect(keys.filter((key) => key.startsWith(`{${prefix}:shared`)).length).toBeGreaterThan(50)
      const tags = new Set(keys.map((key) => key.slice(0, key.indexOf('}') + 1)))
      expect(tags.size).toBeGreaterThan(3)
      for (const key of keys) {
        const tag = key.slice(0, key.indexOf('}') + 1)
        slots.set(tag, (slots.get(tag) ?? new Set()).add(await raw.cluster('KEYSLOT', key)))
      }
    }
    expect([...slots.values()].every((its) => its.size === 1)).toBe(true)
    await store.close()
  })

  it('applies nothing while a slot is on its way to another node, and goes on when it has arrived', async () => {
    const prefix = freshPrefix()
    const store = await open(prefix, 1)
    const lease = await store.acquire(0)
    for (let n = 0; n < 60; n++) await lease.commit(commitFor(n))
    const ledger = `{${prefix}:0}l`
    const slot = await nodes[0]!.raw.cluster('KEYSLOT', ledger)
    const from = await ownerOf(nodes, ledger)
    const to = nodes.find((node) => node !== from)!
    await to.raw.cluster('SETSLOT', slot, 'IMPORTING', from.id)
    await from.raw.cluster('SETSLOT', slot, 'MIGRATING', to.id)

    const keys = await from.raw.keys(`{${prefix}:0}*`)
    const others = keys.filter((key) => key !== ledger)
    const moving = /its slot is being moved/
    const refuses = (): Promise<void> => expect(lease.commit(commitFor(60))).rejects.toThrow(moving)
    await refuses()
    await move(from, to, others.splice(0, others.length / 2))
    await refuses()
    await move(from, to, [ledger])
    await refuses()
    await expect(lease.members(3, 0, 10)).rejects.toThrow(moving)
    await expect(store.acquire(0)).rejects.toThrow(moving)
    await move(from, to, others)
    await refuses()
    for (const { raw } of [to, from]) await raw.cluster('SETSLOT', slot, 'NODE', to.id)

    expect(await faultsOf(lease, 59)).toEqual([])
    await lease.commit(commitFor(60))
    expect(await faultsOf(lease, 60)).toEqual([])
    expect(await to.raw.exists(ledger)).toBe(1)
    await store.close()
  })

  it('goes on by itself when a node that died is back', async () => {
    const store = await open(freshPrefix(), 6)
    const leases = await Promise.all(Array.from({ length: 6 }, (_, partition) => store.acquire(partition)))
    const commitAll = (n: number): Promise<PromiseSettledResult<number>[]> =>
      Promise.allSettled(leases.map((lease) => lease.commit(commitFor(n))))
    for (let n = 0; n < 10; n++) await commitAll(n)
    await cluster.kill(1)
    const results = await commitAll(10)
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
    await sleep(3000)
    await cluster.restart(1)
    const anyhow = (lease: Lease): Promise<number> => eventually(() => lease.commit(commitFor(10)), 30_000)
    for (const lease of leases) {
      await anyhow(lease)
      expect(await faultsOf(lease, 10)).toEqual([])
    }
    await store.close()
  })
})

interface Node {
  raw: Redis
  id: string
  port: number
}

async function nodeAt(url: string): Promise<Node> {
  const raw = new Redis(url, { protocol: 2 })
  raw.on('error', () => undefined)
  return { raw, id: await raw.cluster('MYID'), port: Number(new URL(url).port) }
}

async function ownerOf(nodes: readonly Node[], key: string): Promise<Node> {
  for (const node of nodes) {
    const found = await node.raw.exists(key).catch(() => 0)
    if (found === 1) return node
  }
  throw new Error(`no node has ${key}`)
}

async function move(from: Node, to: Node, keys: readonly string[]): Promise<void> {
  await from.raw.call('MIGRATE', ['127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys])
}
