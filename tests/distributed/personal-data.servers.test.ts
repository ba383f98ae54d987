import { join } from 'node:path'
import { TOPICS } from '@weir/contracts'
import { ENCODING_STACKS, PERSONAL_KINDS, tempFolder } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SERVICES, startDeployment, startServers } from '../support/deployment.ts'
import type { Deployment, Servers } from '../support/deployment.ts'
import { INGEST_PATHS } from '../support/embedded-client.ts'
import { answersAfterwards } from '../support/personal/afterwards.ts'
import { contentsIn, namesIn, readable, rowsIn } from '../support/personal/look.ts'
import type { Written } from '../support/personal/look.ts'
import { filesOfKafka, recordsIn, valuesIn } from '../support/personal/look-in-servers.ts'
import { getReady, HITS } from '../support/personal/places.ts'
import { REQUESTS, sendEverywhere } from '../support/personal/send.ts'
import { spansOf, spansTo } from '../support/personal/spans.ts'

/**
 * What tests/e2e/personal-data.e2e.test.ts shows of one process, of several with real servers:
 * personal data is not readable in any record of Kafka, key or value of Redis, row of ClickHouse,
 * nor in the files of these, nor in what waits in the spool.
 */

let servers: Servers
let folder: Awaited<ReturnType<typeof tempFolder>>
let spans: string
let spool: string
let weir: Deployment
beforeAll(async () => {
  ;[servers, folder] = await Promise.all([startServers({ fsync: 'everysec' }), tempFolder('personal')])
  spans = join(folder.path, 'spans.ndjson')
  spool = join(folder.path, 'spool')
  const own = { WEIR_LOG: 'trace', WEIR_RATE_ADDRESS: '0', WEIR_CLOCK: 'manual', WEIR_SPOOL_DIR: spool, ...spansTo(spans) }
  weir = await startDeployment({ servers, settings: own, onFailed: () => undefined })
})
afterAll(async () => {
  await weir[Symbol.asyncDispose]()
  await servers[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

test(`${REQUESTS} requests to four processes: what was sent is readable nowhere`, { timeout: 300_000 }, async () => {
  const { client } = weir
  const ingest = weir.service('ingest')
  await getReady(client)
  const answers = await sendEverywhere((path) => (INGEST_PATHS.test(path) ? ingest.url : client.url))
  expect(answers.count).toBe(REQUESTS)
  await weir.progress.settled()
  const written: Written = {
    ...answers.written,
    ...(await answersAfterwards(client)),
    ...(await printed()),
    ...(await stored()),
    spans: await spansOf(spans, SERVICES.length),
  }
  expect(written['records of Kafka']!.split('\n').length).toBeGreaterThan(REQUESTS)
  expect(written['files of Kafka']!.length).toBeGreaterThan(written['records of Kafka']!.length)
  expect(written['files of Redis']!.length).toBeGreaterThan(0)
  expect(readable(written)).toEqual([])
})

test('the canary: planted in a record, a value or a row, every kind is found', async () => {
  const texts = Object.values(PERSONAL_KINDS)
  await weir.log.append(
    TOPICS.rejected,
    texts.map((text) => ({ partition: 0, key: text, value: Buffer.from(text) })),
  )
  const redis = new Redis(servers.redis.url)
  for (const text of texts) await redis.set(`planted:${text}`, text)
  redis.disconnect()
  const warehouse = openWarehouse(servers.clickhouse)
  await warehouse.command('CREATE TABLE planted (x String) ENGINE = MergeTree ORDER BY x')
  await warehouse.insertLines(
    'planted',
    texts.map((x) => Buffer.from(JSON.stringify({ x }))),
  )
  await warehouse.close()
  const found = readable(await stored())
  for (const kind of Object.keys(PERSONAL_KINDS)) {
    const places = ['records of Kafka', 'files of Kafka', 'keys and values of Redis', 'files of Redis', 'rows of ClickHouse']
    for (const place of places) expect(found).toContain(`${place}: ${kind} (plain)`)
  }
})

test('what waits in the spool while Kafka is away is as clean', async () => {
  await servers.kafka.kill(0)
  const ingest = weir.service('ingest')
  await sendEverywhere(() => ingest.url, ENCODING_STACKS.slice(0, 5), HITS)
  const bytes = await contentsIn(spool)
  expect(bytes.split('"source":"shop"').length).toBeGreaterThan(100)
  expect(readable({ spool: bytes, names: await namesIn(spool), ...(await printed()) })).toEqual([])
})

/** What the processes said, and measure. */
async function printed(): Promise<Written> {
  const said = SERVICES.map(async (name): Promise<[string, string][]> => {
    const service = weir.service(name)
    const run = service.process()
    return [
      [`lines of ${name}`, `${run.stdout()}\n${run.stderr()}`],
      [`metrics of ${name}`, await (await fetch(`${service.url}/metrics`)).text()],
    ]
  })
  return Object.fromEntries((await Promise.all(said)).flat())
}

/** What is in the servers. */
async function stored(): Promise<Written> {
  const warehouse = openWarehouse(servers.clickhouse)
  const rows = await rowsIn(warehouse).finally(() => warehouse.close())
  return {
    'records of Kafka': await recordsIn(weir.log),
    ...(servers.kafka.folder === undefined ? {} : await filesOfKafka(servers.kafka.folder)),
    ...(await valuesIn(servers.redis)),
    'rows of ClickHouse': rows,
  }
}
