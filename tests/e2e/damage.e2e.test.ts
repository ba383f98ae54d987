import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runRebuild } from '@weir/embedded'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { endsWithin, spawnWeir, startWeir } from '../support/embedded.ts'
import { membersOf } from '../support/embedded-client.ts'

const START = Date.UTC(2024, 4, 1)
const buy = (n: number): object => ({
  event: 'Purchase',
  event_id: `order-${n}`,
  event_time: START / 1000,
  source: 'shop',
  user: { external_id: `buyer-${n % 40}`, email: `buyer-${n % 40}@example.com` },
})
const quiet = { onProgress: (): void => undefined, onPhase: (): void => undefined }

/** Flips a bit of every byte of the file that has this value around the middle. */
async function spoil(file: string): Promise<void> {
  const bytes = await readFile(file)
  // The root of the newest table lies behind the beginnings; each page begins with its number.
  for (let page = 2; page * 4096 < bytes.length; page++) bytes[page * 4096 + 22]! ^= 0x10
  await writeFile(file, bytes)
}

test('a damaged data folder is told before anything is served, and rebuild makes the state anew', async () => {
  await using folder = await tempFolder('damage-e2e')
  const data = join(folder.path, 'data')
  const settings = { WEIR_DATA: data }
  let before: string[]
  {
    await using weir = await startWeir(settings)
    const { client } = weir
    await client.setClock(START)
    await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 2 } }
    await client.put('/v1/segments/twice', { name: 'Twice', rule })
    await client.send(Array.from({ length: 60 }, (_, n) => buy(n)))
    await weir.settled()
    before = (await membersOf(client, 'twice')).map(({ person }) => person).sort()
    expect(before).toHaveLength(20)
  }
  const file = (part: string): string => join(data, part, 'data.mdb')
  const spoils: [string, () => Promise<void>, RegExp][] = [
    ['fold', () => spoil(file('fold')), /fold\/data\.mdb: .*\n.*"npm run weir -- rebuild"/],
    ['resolve', () => truncate(file('resolve'), 4096 * 3 + 17), /resolve\/data\.mdb: the file is cut short/],
    ['loader', () => truncate(file('loader'), 0), /loader\/data\.mdb: the file is empty/],
    ['log', () => spoil(file('log')), /log\/data\.mdb: .*\n.*restore it from a backup/],
    ['log', () => rm(file('log')), /log\/data\.mdb: the file is missing/],
  ]
  for (const [part, damage, told] of spoils) {
    await cp(join(data, part), join(folder.path, part), { recursive: true })
    await damage()
    await expect(startWeir(settings), part).rejects.toThrow(told)
    await rm(join(data, part), { recursive: true })
    await cp(join(folder.path, part), join(data, part), { recursive: true })
  }

  await spoil(file('fold'))
  // As whoever starts it sees it: a line, and an end that is no crash.
  await using refused = await spawnWeir(data)
  expect(await endsWithin(refused, 60_000)).toEqual({ code: 1, signal: null })
  expect(refused.stderr()).toMatch(/the data is damaged:\n.*fold\/data\.mdb/)

  const made = await runRebuild({ folder: data, clock: 'manual', ...quiet })
  expect(made).toMatchObject({ damaged: [], segments: undefined })
  {
    await using weir = await startWeir(settings)
    expect((await membersOf(weir.client, 'twice')).map(({ person }) => person).sort()).toEqual(before)
    await weir.client.send([buy(20)])
    await weir.settled()
    expect(await membersOf(weir.client, 'twice')).toHaveLength(20)
  }
  const again = await runRebuild({ folder: data, clock: 'manual', ...quiet })
  expect(again.segments).toEqual([{ segment: 'twice', members: 20, missing: [], extra: [] }])
}, 90_000)
