import { setTimeout } from 'node:timers/promises'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { spawnReadyWeir, startWeir } from '../support/embedded.ts'
import { exportedRows, membersOf, personOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'

/** An edit of a segment, as those see it who read the segment all the while. */

const START = Date.UTC(2024, 4, 1)
const PEOPLE = 3_000
const bought = { event: { name: 'Purchase' }, within: '30d' }
const carted = { event: { name: 'AddToCart' }, within: '30d' }
const settings = { WEIR_PARTITIONS: '3' } as const

const buyers = everybody().filter((i) => i % 2 === 0)
const carters = everybody().filter((i) => i % 3 === 0)

function everybody(): number[] {
  return Array.from({ length: PEOPLE }, (_, i) => i)
}

function peopleOf(numbers: readonly number[]): string {
  return numbers
    .map((i) => personOf(`p${i}`))
    .sort()
    .join()
}

async function fill(client: Client): Promise<void> {
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/chosen', { name: 'Chosen', rule: bought })
  const did = (event: string, i: number) => ({
    event,
    event_id: `${event}-${i}`,
    event_time: START / 1000,
    source: 'shop',
    user: { external_id: `p${i}` },
  })
  await client.send([...buyers.map((i) => did('Purchase', i)), ...carters.map((i) => did('AddToCart', i))])
  await client.setClock(START + 1000)
}

const statusOf = async (client: Client): Promise<string> => (await client.get<{ status: string }>('/v1/segments/chosen')).status

/** One question at a time, over and over, until `done`. */
async function poll<T>(ask: () => Promise<T>, done: () => boolean): Promise<T[]> {
  const answers: T[] = []
  while (!done()) answers.push(await ask())
  answers.push(await ask())
  return answers
}

test('members, size and export show the old people until the new ones are complete', async () => {
  await using weir = await startWeir(settings)
  const { client } = weir
  await fill(client)
  let saved = false
  const over = (): boolean => saved
  const saving = client.put<{ status: string; size: number }>('/v1/segments/chosen', { name: 'Chosen', rule: carted })
  const finished = saving.finally(() => (saved = true))
  const [statuses, members, paged, sizes, rows] = await Promise.all([
    poll(() => statusOf(client), over),
    poll(
      async () =>
        (await membersOf(client, 'chosen', 10_000))
          .map(({ person }) => person)
          .sort()
          .join(),
      over,
    ),
    poll(
      async () =>
        (await membersOf(client, 'chosen', 500))
          .map(({ person }) => person)
          .sort()
          .join(),
      over,
    ),
    poll(async () => (await client.get<{ size: number }>('/v1/segments/chosen/size')).size, over),
    poll(async () => (await exportedRows(client, 'chosen', 'ndjson')).length, over),
    finished,
  ])
  expect(await saving).toMatchObject({ status: 'live', size: carters.length })
  const [old, next] = [peopleOf(buyers), peopleOf(carters)]
  expect(statuses.join()).toMatch(/^(live,)*(backfilling,)+live(,live)*$/)
  for (const seen of [members, paged]) {
    expect(seen.filter((people) => people !== old && people !== next)).toEqual([])
    expect(seen.at(-1)).toBe(next)
  }
  const count = (numbers: readonly number[]): unknown[] => [...new Set(numbers)]
  expect(count(sizes)).toEqual(expect.arrayContaining([carters.length]))
  for (const seen of [...sizes, ...rows]) expect([buyers.length, carters.length]).toContain(seen)
  expect(rows.at(-1)).toBe(carters.length)
})

test('a process that is killed in the middle of an edit shows the old people when it is back, and then the new ones', async () => {
  await using folder = await tempFolder('edit')
  {
    await using weir = await spawnReadyWeir(folder.path, settings)
    const { client } = weir
    await fill(client)
    const lost = client.put('/v1/segments/chosen', { name: 'Chosen', rule: carted }).catch(() => 'lost')
    while ((await statusOf(client)) === 'live') await setTimeout(1)
    await weir.process.kill('SIGKILL')
    expect(await lost).toBe('lost')
  }
  await using weir = await spawnReadyWeir(folder.path, settings)
  const { client } = weir
  const [old, next] = [peopleOf(buyers), peopleOf(carters)]
  let status = ''
  while (status !== 'live') {
    status = await statusOf(client)
    const people = (await membersOf(client, 'chosen', 10_000))
      .map(({ person }) => person)
      .sort()
      .join()
    if (status === 'live') expect(people).toBe(next)
    else expect([old, next]).toContain(people)
  }
})
