import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodedIn, ENCODING_STACKS, PERSONAL_KINDS, readableIn, run, tempFolder } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_KEY, endsWithin, readyClient, spawnWeir } from '../support/embedded.ts'
import { ROOT } from '../tidy/repository.ts'
import type { Client } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import { runCli } from '../support/programs.ts'
import { answersAfterwards } from '../support/personal/afterwards.ts'
import { contentsIn, namesIn, readable, rowsIn } from '../support/personal/look.ts'
import { getReady, NOW, PLACES } from '../support/personal/places.ts'
import { ALL_REQUESTS, REQUESTS, sendEverywhere } from '../support/personal/send.ts'
import { PLANTING, spansOf, spansTo } from '../support/personal/spans.ts'

/**
 * Personal data in every place of a request, in every encoding up to three deep, is not readable in
 * what the process prints at its most talkative, in its spans, in heads and bodies of answers, in
 * names of files that it hands out, in metrics, in names of files, in the files themselves, in rows
 * of the warehouse, and in what the command line prints. (The same of several processes:
 * tests/distributed/personal-data.servers.test.ts.)
 */

const KINDS = Object.keys(PERSONAL_KINDS)

let folder: Awaited<ReturnType<typeof tempFolder>>
let data: string
let spans: string
let weir: RunningProcess
let client: Client
beforeAll(async () => {
  folder = await tempFolder('personal')
  data = join(folder.path, 'data')
  spans = join(folder.path, 'spans.ndjson')
  weir = await spawnWeir(data, { WEIR_LOG: 'trace', WEIR_RATE_ADDRESS: '0', ...spansTo(spans) })
  client = await readyClient(weir)
  await getReady(client)
}, 90_000)
afterAll(async () => {
  await weir[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

test.each(KINDS)('%s in a file to replay: in nothing that the command line prints', async (kind) => {
  const file = join(folder.path, 'rows.ndjson')
  const rows = ENCODING_STACKS.flatMap((stack) => {
    const canary = encodedIn(stack, PERSONAL_KINDS[kind]!)
    const row = { name: 'Purchase', time: '2024-05-02T11:00:00Z', email: 'a@example.com', value: 1 }
    return [
      JSON.stringify({ ...row, time: canary }),
      JSON.stringify({ ...row, name: canary, email: canary, [canary]: canary }),
      JSON.stringify({ ...row, value: canary }),
      JSON.stringify({ ...row, value: { [canary]: canary } }),
    ]
  })
  await writeFile(file, rows.join('\n'))
  const map = join(folder.path, 'map.json')
  const fields = { 'user.email': 'email', 'properties.value': { column: 'value', type: 'number' } }
  await writeFile(map, JSON.stringify({ event: { column: 'name' }, event_time: 'time', ...fields }))
  const args = ['replay', file, '--map', map, '--source', 'shop']
  await using replayed = await runCli(args, { WEIR_URL: client.url, WEIR_KEY: ADMIN_KEY })
  await endsWithin(replayed, 60_000)
  const told = `${replayed.stdout()}\n${replayed.stderr()}`
  expect(told).toMatch(/rejected +\d{2}/)
  expect(readableIn(told, kind)).toEqual([])
})

test(
  `${REQUESTS} of ${ALL_REQUESTS} requests, ${Object.keys(PLACES).length} places x ${KINDS.length} kinds x stacks of encodings: readable nowhere`,
  { timeout: 300_000 },
  async () => {
    expect(ALL_REQUESTS).toBeGreaterThanOrEqual(10_000)
    const answers = await sendEverywhere(() => client.url)
    expect(answers.count).toBe(REQUESTS)
    // Everything has been said, and folded.
    await client.setClock(NOW + 1)
    const later = await answersAfterwards(client)
    const printed = `${weir.stdout()}\n${weir.stderr()}`
    expect(printed.split('"msg":"request"').length).toBeGreaterThan(REQUESTS)
    const metrics = await client.get<string>('/metrics')
    await weir.kill()
    await using warehouse = await openClosedWarehouse(data)
    const rows = await rowsIn(warehouse.warehouse)
    expect(rows.length).toBeGreaterThan(REQUESTS)
    const written = {
      ...answers.written,
      ...later,
      metrics,
      lines: printed,
      spans: await spansOf(spans, 1),
      'names of files': await namesIn(data),
      files: await contentsIn(data),
      rows,
    }
    expect(readable(written)).toEqual([])
  },
)

test('the canary: planted in a line, a head, a span, a name, a file or a row, every kind is found', async () => {
  await using own = await tempFolder('planted')
  for (const kind of KINDS) {
    const plain = PERSONAL_KINDS[kind]!
    for (const stack of ENCODING_STACKS) {
      const canary = encodedIn(stack, plain)
      expect(readableIn(JSON.stringify({ level: 'info', msg: `refused ${canary}` }), kind)).toContain(stack.join(' of '))
      expect(readableIn(['content-disposition', `attachment; filename="${canary}.csv"`].join('\n'), kind)).toContain(
        stack.join(' of '),
      )
    }
    await writeFile(join(own.path, encodeURIComponent(plain)), plain)
    expect(readable({ names: await namesIn(own.path) })).toContain(`names: ${kind} (percent)`)
    expect(readable({ files: await contentsIn(own.path) })).toContain(`files: ${kind} (plain)`)
    for (const planting of PLANTING) {
      const file = join(own.path, 'spans')
      await using planted = await run(process.execPath, ['--input-type=module', '-e', planting(plain)], {
        cwd: ROOT,
        env: spansTo(file),
      })
      expect(await planted.ended).toMatchObject({ code: 0 })
      expect(readable({ spans: await spansOf(file, 1) })).toContain(`spans: ${kind} (plain)`)
    }
  }
})

test('the canary: planted in a table, every kind is found', async () => {
  await using own = await tempFolder('planted')
  await using closed = await openClosedWarehouse(own.path)
  await closed.warehouse.command('CREATE TABLE planted (x String) ENGINE = MergeTree ORDER BY x')
  await closed.warehouse.insertLines(
    'planted',
    KINDS.map((kind) => Buffer.from(JSON.stringify({ x: PERSONAL_KINDS[kind] }))),
  )
  const found = readable({ rows: await rowsIn(closed.warehouse) })
  for (const kind of KINDS) expect(found).toContain(`rows: ${kind} (plain)`)
})
