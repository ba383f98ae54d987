import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { partitionsOf, TOPICS } from '@weir/contracts'
import type { Hit } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { ingestRoutes } from '@weir/ingest'
import { createClock, createKey, createLogger, openConfigView, Registry } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { freePort, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { createApiClient } from '../cli/client.ts'
import type { ApiClient } from '../cli/client.ts'
import { parseMap } from '../cli/replay.ts'
import { openFile } from './open.ts'
import { replay } from './replay.ts'
import type { ReplayOptions } from './replay.ts'
import type { ReplayTally } from './tally.ts'

// The real ingest on a log in memory, spoken to over HTTP.

interface Service extends AsyncDisposable {
  client: ApiClient
  /**
   * How many requests are answered with 503 before any gets through.
   * @param retryAfter seconds, if the answer says so.
   */
  busy(times: number, retryAfter?: string): void
  hits(): Promise<Hit[]>
}

async function openService(): Promise<Service> {
  const log = createMemoryLog({ partitions: 1 })
  const config = await openConfigView(log)
  await config.put('source:shop', { name: 'shop', kind: 'import', consent_basis: 'assumed' })
  const { secret, stored } = createKey('test', ['ingest'], 0)
  await config.put(`key:${stored.id}`, stored)
  const logger = createLogger('test', 'silent')
  const app = createServer({ logger })
  let busy = 0
  let retryAfter: string | undefined
  app.addHook('onRequest', async (_request, reply) => {
    if (busy-- > 0) {
      if (retryAfter !== undefined) void reply.header('retry-after', retryAfter)
      return reply.code(503).send({ detail: 'busy' })
    }
    return undefined
  })
  await app.register(
    ingestRoutes({ log, config, clock: createClock('event'), logger, registry: new Registry(), retentionMs: 400 * 86_400_000 }),
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    client: createApiClient(url, secret),
    busy: (times, after) => {
      busy = times
      retryAfter = after
    },
    async hits() {
      const partitions = partitionsOf(TOPICS.hits, 1)
      const records = await Promise.all(
        Array.from({ length: partitions }, (_, p) => log.read(TOPICS.hits, p, 0, { records: 10_000, bytes: 1e9 })),
      )
      return records.flat().map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Hit)
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await config.close()
      await log.close()
    },
  }
}

const MAP = JSON.stringify({
  event: 'Purchase',
  event_time: 'day',
  'user.external_id': 'who',
  'properties.value': { column: 'value', type: 'number' },
})

async function send(content: string, client: ApiClient | undefined, options: Partial<ReplayOptions> = {}): Promise<ReplayTally> {
  await using folder = await tempFolder('replay')
  const path = join(folder.path, 'orders.csv')
  await writeFile(path, content)
  const progress = { update: () => undefined, stop: () => undefined }
  return await replay(
    await openFile(path),
    { map: parseMap(MAP, 'map.json'), source: 'shop', batch: 2, sort: false, client, ...options },
    progress,
  )
}

describe('a file is replayed', () => {
  const file = 'who,day,value\nann,2020-01-02,1\nbob,2020-01-01,2\nbob,2020-01-01,2\ncem,2020-01-03,3\ndan,2020-01-05,4\n'

  test('every row arrives, in the order of the file, and as the same event when sent again', async () => {
    await using service = await openService()
    const tally = await send(file, service.client)
    expect([tally.records, tally.accepted, tally.rejected]).toEqual([5, 5, 0])
    const first = await service.hits()
    expect(first.map(({ body }) => body.properties?.['value'])).toEqual([1, 2, 2, 3, 4])
    expect(new Set(first.map(({ event_id }) => event_id)).size).toBe(5)
    await send(file, service.client)
    const again = (await service.hits()).slice(5)
    expect(again.map(({ event_id }) => event_id)).toEqual(first.map(({ event_id }) => event_id))
  })

  test('in the order of time when sorted', async () => {
    await using service = await openService()
    await send(file, service.client, { sort: true })
    const times = (await service.hits()).map(({ event_time }) => event_time)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('what the map or the service refuses is counted and named, and the rest goes on', async () => {
    await using service = await openService()
    const tally = await send(
      'who,day,value\nann,2020-06-01,1\nbob,soon,2\ncem,2017-01-01,3\ndan,2020-06-02,4,5\neve,2020-06-03,x\nfay,2020-06-03,6\n',
      service.client,
    )
    expect([tally.records, tally.accepted, tally.rejected]).toEqual([6, 2, 4])
    const report = tally.report()
    expect(report).toContain('line 3, column "day": "soon" is not a time of the form iso')
    expect(report).toContain('line 4, event_time: The event is older than the retention')
    expect(report).toContain('line 5, 4 values for 3 columns')
    expect(report).toContain('line 6, column "value": "x" is not a number')
    expect(report).toContain('WEIR_CLOCK=event')
  })

  test('a batch without a good event is no reason to stop', async () => {
    await using service = await openService()
    const tally = await send(
      'who,day,value\nann,2020-01-01,1\nbob,2020-01-02,2\nbob,2018-01-02,2\nbob,2018-01-02,2\ncem,2020-01-03,3\n',
      service.client,
    )
    expect([tally.accepted, tally.rejected]).toEqual([3, 2])
  })

  test('a busy service is asked again', async () => {
    await using service = await openService()
    service.busy(2)
    expect((await send(file, service.client)).accepted).toBe(5)
    expect(await service.hits()).toHaveLength(5)
  })

  test('a service that asks for patience is asked again when it says', async () => {
    await using service = await openService()
    service.busy(1, '1')
    const began = performance.now()
    expect((await send(file, service.client)).accepted).toBe(5)
    expect(performance.now() - began).toBeGreaterThanOrEqual(990)
    // Longer than anybody waits: said at once, and nothing is lost by sending the file again.
    service.busy(1, '3600')
    await expect(send(file, service.client)).rejects.toThrow('busy')
  })
  test('a dry run shows events and sends none', async () => {
    const tally = await send(file, undefined)
    expect(tally.report()).toContain('would send  5')
    expect(tally.report()).toContain('"user":{"external_id":"ann"}')
  })
})

describe('what makes no sense is said before anything is sent', () => {
  test('a column that the file does not have', async () => {
    await expect(send('who,day,val\nann,2020-01-01,1\n', undefined)).rejects.toThrow(
      'the file has no column "value"; it has "who", "day", "val"',
    )
  })
  test('a time format', async () => {
    const map = parseMap('{"event":"X","event_time":"day","time_format":"monthly"}', 'map.json')
    await expect(send('who,day\nann,2020-01-01\n', undefined, { map })).rejects.toThrow(
      'time_format: "monthly" is no time format',
    )
  })
  test('a map with faults', () => {
    expect(() => parseMap('{"event_time":1}', 'map.json')).toThrow('map.json has faults:\n  event_time: ')
    expect(() => parseMap('{', 'map.json')).toThrow('map.json is not JSON')
  })
  test('nobody listens', async () => {
    await expect(
      send('who,day,value\nann,2020-01-01,1\n', createApiClient(`http://127.0.0.1:${await freePort()}`, 'k')),
    ).rejects.toThrow('cannot reach Weir at')
  })
  test('a source or key that is not known', async () => {
    await using service = await openService()
    const strange = createApiClient(service.client.url, 'sk_unknown')
    await expect(send('who,day,value\nann,2020-01-01,1\n', strange)).rejects.toThrow('give the key with --key or in WEIR_KEY')
    const tally = await send('who,day,value\nann,2020-01-01,1\n', service.client, { source: 'other' })
    expect(tally.report()).toContain('line 2, source: No permission: the source is not known.')
  })
})
