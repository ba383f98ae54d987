import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StateStore } from '@weir/state'
import { describeStateStore } from '@weir/state/contract'
import type { StateHarness } from '@weir/state/contract'
import { openRedisState } from '@weir/state/redis'
import { freePort, run, tempFolder } from '@weir/testkit'
import type { RunningProcess, TempFolder } from '@weir/testkit'
import { startRedisCluster } from '@weir/testkit/servers'
import type { RedisServers } from '@weir/testkit/servers'
import { commitFor } from './support/position-is-content.ts'
import { freshPrefix } from './support/redis-store.ts'

// The user `weir` of infra/redis/users.acl, on a server that infra/redis/start.sh started: it may
// do all that the state needs, and no more.

const INFRA = fileURLToPath(new URL('../../../infra/redis', import.meta.url))
const PASSWORD = 'pa55word'

interface Started {
  port: number
  folder: TempFolder
  server: RunningProcess
}

async function start(
  folder: TempFolder,
  port: number,
  password: string | undefined = PASSWORD,
  ingest?: string,
): Promise<Started> {
  const server = await run('sh', [join(INFRA, 'start.sh'), '--port', `${port}`, '--bind', '127.0.0.1'], {
    env: {
      REDIS_PASSWORD: password,
      REDIS_INGEST_PASSWORD: ingest,
      REDIS_DATA: folder.path,
      REDIS_USERS: join(folder.path, 'users.acl'),
    },
  })
  await server.prints(/Ready to accept connections/).catch(async (error: unknown) => {
    await server.kill('SIGKILL')
    throw error
  })
  return { port, folder, server }
}

function connect(port: number, username: string, password: string): Redis {
  const client = new Redis({ port, username, password, lazyConnect: true, enableReadyCheck: false, retryStrategy: () => null })
  // Whoever may not log in is told by the command, too.
  client.on('error', () => undefined)
  return client
}

/** What the server says to a command: its refusal, or `allowed`. */
async function answer(client: Redis, command: readonly string[]): Promise<string> {
  const [name = '', ...args] = command
  return client.call(name, ...args).then(
    () => 'allowed',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}

async function harnessOf(address: { url: string } | { nodes: string[] }, partitions: number): Promise<Required<StateHarness>> {
  const prefix = `weir:${freshPrefix()}`
  const open = (): Promise<StateStore> => openRedisState({ ...address, prefix, partitions })
  let store = await open()
  return {
    store,
    async reopen() {
      await store.close()
      return (store = await open())
    },
    dispose: () => store.close(),
  }
}

const rulesOf = async (user: string): Promise<string[]> => {
  const acl = await readFile(join(INFRA, 'users.acl'), 'utf8')
  const line = acl.split('\n').find((found) => found.startsWith(`user ${user} `)) ?? ''
  return line.split(' ').slice(2)
}

describe('the user weir', () => {
  let redis: Started
  let weir: Redis
  beforeAll(async () => {
    redis = await start(await tempFolder('redis-acl'), await freePort())
    weir = connect(redis.port, 'weir', PASSWORD)
    await weir.connect()
  })
  afterAll(async () => {
    weir.disconnect()
    await redis.server.kill('SIGKILL')
    await redis.folder[Symbol.asyncDispose]()
  })

  describeStateStore(
    'redis, as weir',
    ({ partitions }) => harnessOf({ url: `redis://weir:${PASSWORD}@127.0.0.1:${redis.port}` }, partitions),
    { durable: true },
  )

  it('was given nothing that the state did not use, but for logging in and clusters', async () => {
    const used = new Set(
      [...(await weir.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(?!0)/gm)].map((match) => match[1]),
    )
    const given = (await rulesOf('weir')).filter((rule) => rule.startsWith('+')).map((rule) => rule.slice(1))
    // SMEMBERS: notes of commits under way, which nobody sees unless a server restarts badly. TIME:
    // asked beside the state.
    const without = ['auth', 'hello', 'ping', 'eval', 'asking', 'cluster|slots', 'cluster|info', 'smembers', 'time']
    expect(given.filter((command) => !used.has(command) && !without.includes(command))).toEqual([])
  })

  it.each(
    [
      'flushall',
      'flushdb',
      'config set save x',
      'config get *',
      'keys *',
      'scan 0',
      'shutdown nosave',
      'acl list',
      'script flush',
      'client kill id 1',
      'client list',
      'del {weir:fold:0}l',
      'rename {weir:fold:0}l {weir:fold:0}x',
      'dump {weir:fold:0}l',
      'monitor',
      'replicaof 127.0.0.1 1',
      'bgrewriteaof',
      'module list',
      'subscribe x',
      'function list',
    ].map((line) => [line]),
  )('may not %s', async (line) => {
    expect(await answer(weir, line.split(' '))).toMatch(/NOPERM/)
  })

  it('may not touch keys that are not those of a state, nor do more in a script', async () => {
    expect(await answer(weir, ['set', '{weir:fold:0}x', '1'])).toBe('allowed')
    expect(await answer(weir, ['set', 'x', '1'])).toMatch(/NOPERM/)
    expect(await answer(weir, ['eval', "return redis.call('FLUSHALL')", '0'])).toMatch(
      /permissions|can't run this command|can't access/,
    )
    expect(await answer(weir, ['eval', "return redis.call('SET', 'x', '1')", '0'])).toMatch(
      /permissions|can't run this command|can't access/,
    )
  })

  it('is alone: no user without a password, none who may do more, one who may only ask whether it lives', async () => {
    for (const [user, password] of [
      ['default', ''],
      ['weir', 'wrong'],
      ['operator', ''],
    ] as const) {
      const stranger = connect(redis.port, user, password)
      await stranger.connect().catch(() => undefined)
      expect(await answer(stranger, ['get', '{weir:fold:0}x'])).not.toBe('allowed')
      stranger.disconnect()
    }
    const health = connect(redis.port, 'health', 'any')
    await health.connect()
    expect(await answer(health, ['ping'])).toBe('allowed')
    expect(await answer(health, ['get', '{weir:fold:0}x'])).toMatch(/NOPERM/)
    health.disconnect()
  })

  it('can be one of a server that does not start without its password', async () => {
    await using folder = await tempFolder('redis-acl')
    const env = { REDIS_PASSWORD: undefined, REDIS_DATA: folder.path, REDIS_USERS: join(folder.path, 'users.acl') }
    await using server = await run('sh', [join(INFRA, 'start.sh')], { env })
    expect(await server.ended).toMatchObject({ code: 1 })
    expect(server.stderr()).toMatch(/REDIS_PASSWORD is not set/)
  })
})

describe('the user weir of a cluster', () => {
  let servers: RedisServers
  let nodes: string[]
  beforeAll(async () => {
    servers = await startRedisCluster({ fsync: 'everysec' })
    const rules = (await rulesOf('weir')).filter((rule) => !rule.startsWith('#'))
    for (const url of servers.urls) {
      const admin = new Redis(url)
      await admin.call('ACL', 'SETUSER', 'weir', `>${PASSWORD}`, ...rules)
      await admin.call('ACL', 'SETUSER', 'default', 'resetpass')
      admin.disconnect()
    }
    nodes = servers.urls.map((url) => url.replace('redis://', `redis://weir:${PASSWORD}@`))
  })
  afterAll(() => servers.stop())

  describeStateStore('redis cluster, as weir', ({ partitions }) => harnessOf({ nodes }, partitions), { durable: true })
})

describe('the user ingest', () => {
  it('may count rates and ask the time, and sees nothing of the state', async () => {
    await using folder = await tempFolder('redis-acl')
    const { port, server } = await start(folder, await freePort(), PASSWORD, 'ingest-pass')
    await using _ending = server
    const ingest = connect(port, 'ingest', 'ingest-pass')
    await ingest.connect()
    const bucket = '{weir:rates}x'
    const count = "return redis.call('SET', KEYS[1], '1 ' .. redis.call('TIME')[1], 'PX', '1000')"
    for (const allowed of [['time'], ['mget', bucket], ['eval', count, '1', bucket], ['eval', count, '1', '{a.weir:rates}x']])
      expect(await answer(ingest, allowed)).toBe('allowed')
    for (const refused of [
      ['mget', '{weir:fold:0}l'],
      ['set', '{weir:fold:0}l', 'x'],
      ['hgetall', bucket],
      ['unlink', bucket],
      ['eval', count, '1', '{weir:fold:0}l'],
      ['eval', "return redis.call('HGET', KEYS[1], 'x')", '1', bucket],
      ['config', 'get', '*'],
      ['keys', '*'],
    ])
      expect(await answer(ingest, refused)).toMatch(/NOPERM|permissions|can't run this command|can't access/)
    ingest.disconnect()
  })

  it('is not there without a password of its own', async () => {
    await using folder = await tempFolder('redis-acl')
    const { port, server } = await start(folder, await freePort())
    await using _ending = server
    const stranger = connect(port, 'ingest', '')
    await stranger.connect().catch(() => undefined)
    expect(await answer(stranger, ['time'])).not.toBe('allowed')
    stranger.disconnect()
  })
})

describe('the log that start.sh repairs', () => {
  it('is started from after its end was torn off, and is refused by the server alone', async () => {
    await using folder = await tempFolder('redis-acl')
    const port = await freePort()
    const prefix = `weir:${freshPrefix()}`
    const url = `redis://weir:${PASSWORD}@127.0.0.1:${port}`
    await using first = (await start(folder, port)).server
    const store = await openRedisState({ url, prefix, partitions: 1 })
    const lease = await store.acquire(0)
    for (let position = 0; position < 10; position++) await lease.commit(commitFor(position))
    await store.close()
    await first.kill('SIGKILL')

    const log = join(
      folder.path,
      'appendonlydir',
      (await readdir(join(folder.path, 'appendonlydir'))).find((name) => name.endsWith('.incr.aof')) ?? '',
    )
    await truncate(log, (await stat(log)).size - 60)
    const args = [
      join(INFRA, 'redis.conf'),
      '--dir',
      folder.path,
      '--port',
      `${port}`,
      '--aclfile',
      join(folder.path, 'users.acl'),
    ]
    await using alone = await run('redis-server', args)
    expect(await alone.ended).not.toMatchObject({ code: 0 })
    expect(alone.stdout()).toMatch(/Unexpected end of file|truncated/i)

    await using again = (await start(folder, port)).server
    const whole = await openRedisState({ url, prefix, partitions: 1 })
    expect(await whole.view(0).position()).toBe(8)
    await (await whole.acquire(0)).commit(commitFor(9))
    await whole.close()
    await again.kill('SIGKILL')

    // What cannot be repaired is not started from.
    await writeFile(join(folder.path, 'appendonlydir', 'appendonly.aof.manifest'), 'no manifest\n')
    await expect(start(folder, port)).rejects.toThrow(/manifest is damaged/)
  })
})
