import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TOPICS } from '@weir/contracts'
import { runRebuild } from '@weir/embedded'
import { checkLmdbFile } from '@weir/eventlog/lmdb'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { endsWithin, startWeir } from '../support/embedded.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'
import { runCli } from '../support/programs.ts'

/** What is damaged in the log and cannot be restored is left out, and nothing else changes. */

const START = Date.UTC(2024, 4, 1)
const BUYERS = 12
const RULE = { event: { name: 'Purchase' }, within: '7d' }
const buy = (n: number): object => ({
  event: 'Purchase',
  event_id: `order-${n}-`,
  event_time: START / 1000,
  source: 'shop',
  user: { external_id: `buyer-${n}` },
})
const everybody = Array.from({ length: BUYERS }, (_, n) => personOf(`buyer-${n}`)).sort()

async function fill(folder: string): Promise<void> {
  await using weir = await startWeir({ WEIR_DATA: folder })
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: RULE })
  await client.put('/v1/segments/spare', { name: 'Spare', rule: RULE })
  // Each in a commit of its own, and so in a chunk of its own.
  for (let n = 0; n < BUYERS; n++) {
    await client.send([buy(n)])
    await weir.settled()
  }
}

/** Flips a bit in each chunk of the topic that has the text. @returns how many there were. */
async function spoil(folder: string, topic: string, text: string): Promise<number> {
  const file = join(folder, 'log', 'data.mdb')
  const found: Buffer[] = []
  checkLmdbFile(file, (table, key, value) => {
    if (table === 'chunks' && key.toString('latin1').startsWith(`${topic}\0`) && value.includes(text))
      found.push(Buffer.from(value))
  })
  const bytes = await readFile(file)
  for (const chunk of found)
    // Pages that were written anew may hold it more than once.
    for (let at = bytes.indexOf(chunk); at >= 0; at = bytes.indexOf(chunk)) bytes[at + chunk.length - 3]! ^= 0x04
  await writeFile(file, bytes)
  return found.length
}

const command = (folder: string, ...more: string[]) => runCli(['rebuild', '--data', folder, ...more], { WEIR_CLOCK: 'manual' })

const CASES: [string, string, string, { left: string[]; segments: string[] }][] = [
  ['a hit', TOPICS.hits, '"order-7-"', { left: [personOf('buyer-7')], segments: ['buyers', 'spare'] }],
  ['what follows from a hit', TOPICS.events, '"order-7-"', { left: [], segments: ['buyers', 'spare'] }],
  ['a definition', TOPICS.config, 'segment:spare', { left: [], segments: ['buyers'] }],
]

test.each(CASES)(
  '%s: a start is refused, rebuild tells what it leaves out, and the rest is exact',
  async (_, topic, text, then) => {
    await using folder = await tempFolder('left-out')
    const data = join(folder.path, 'data')
    await fill(data)
    expect(await spoil(data, topic, text)).toBeGreaterThan(0)
    const place = new RegExp(`the log is damaged at ${topic}, partition 0, offset \\d+`)
    await expect(startWeir({ WEIR_DATA: data })).rejects.toThrow(/weir -- rebuild --leave-out-damaged/)

    // Not without being told to.
    const unasked = runRebuild({ folder: data, clock: 'manual', onProgress: () => undefined, onPhase: () => undefined })
    await expect(unasked).rejects.toThrow(place)
    await using made = await command(data, '--leave-out-damaged')
    expect(await endsWithin(made, 60_000), made.stderr()).toEqual({ code: 0, signal: null })
    expect(`${made.stdout()}${made.stderr()}`).toMatch(place)

    await using weir = await startWeir({ WEIR_DATA: data })
    const { segments } = await weir.client.get<{ segments: { id: string; size: number }[] }>('/v1/segments')
    const rest = everybody.filter((person) => !then.left.includes(person))
    expect(segments.map(({ id, size }) => [id, size])).toEqual(then.segments.map((id) => [id, rest.length]))
    expect((await membersOf(weir.client, 'buyers')).map(({ person }) => person).sort()).toEqual(rest)
    const preview = await weir.client.post<{ size: number }>('/v1/segments/preview', { rule: RULE, wait: true })
    expect(preview.size).toBe(rest.length)
    // What was lost can be sent again, and what was not still counts once.
    await weir.client.send([buy(7), buy(8)])
    await weir.settled()
    expect((await membersOf(weir.client, 'buyers')).map(({ person }) => person).sort()).toEqual(everybody)
    const report = '/v1/reports/segments?from=2024-05-01&to=2024-05-02&group_by=source&metrics=conversions&attribution=none'
    expect(await weir.client.get(report)).toMatchObject({ rows: [{ source: 'shop', conversions: BUYERS }] })
  },
)

test('the canary: of a log that is whole nothing is left out, and nothing told', async () => {
  await using folder = await tempFolder('left-out')
  const data = join(folder.path, 'data')
  await fill(data)
  await using made = await command(data, '--leave-out-damaged')
  expect(await endsWithin(made, 60_000), made.stderr()).toEqual({ code: 0, signal: null })
  expect(`${made.stdout()}${made.stderr()}`).not.toMatch(/damaged at/)
  await using weir = await startWeir({ WEIR_DATA: data })
  expect(await membersOf(weir.client, 'buyers')).toHaveLength(BUYERS)
})
