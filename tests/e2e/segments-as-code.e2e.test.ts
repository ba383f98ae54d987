import { readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import { ROOT } from '../tidy/repository.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { runCli } from '../support/programs.ts'

const LIBRARY = join(ROOT, 'infra/segments')
const IDS = (await readdir(LIBRARY)).map((file) => file.replace(/\.\w+$/, '')).toSorted()
const NOW = Date.parse('2024-06-01T12:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** `npm run weir -- segments apply`, called from the folder that holds the definitions' folder. */
async function apply(
  { url }: Client,
  folder: string,
  ...flags: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { INIT_CWD: dirname(folder), WEIR_URL: url, WEIR_KEY: ADMIN_KEY }
  await using cli = await runCli(['segments', 'apply', basename(folder), ...flags], env)
  const { code } = await cli.ended
  return { code, stdout: cli.stdout(), stderr: cli.stderr() }
}

async function segmentIds(client: Client): Promise<string[]> {
  const { segments } = await client.get<{ segments: { id: string }[] }>('/v1/segments')
  return segments.map(({ id }) => id).toSorted()
}

test('a folder of definitions is applied, then nothing is to be changed, and --prune deletes what has no file', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.put('/v1/segments/old', { name: 'Old', rule: { event: { name: 'Purchase' }, within: 'all' } })

  expect(await apply(client, LIBRARY, '--plan')).toMatchObject({ code: 2, stdout: expect.stringMatching(/\b10 to create/) })
  const unasked = await apply(client, LIBRARY)
  expect(unasked).toMatchObject({ code: 1, stderr: expect.stringMatching(/give --yes/) })
  expect(await segmentIds(client)).toEqual(['old'])

  const first = await apply(client, LIBRARY, '--yes')
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toMatch(/^create +ad_fatigued$/m)
  expect(first.stdout).toMatch(/^cart_abandoners +0 +1 +live +Cart abandoners$/m)
  expect(await segmentIds(client)).toEqual([...IDS, 'old'].toSorted())

  const second = await apply(client, LIBRARY, '--plan')
  expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/0 to create, 0 to change, 10 unchanged$/m) })
  // Nobody needs to be asked about nothing.
  expect((await apply(client, LIBRARY)).code).toBe(0)

  await client.put('/v1/segments/lapsed_buyers', {
    name: 'Changed by hand',
    rule: { event: { name: 'Purchase' }, within: 'all' },
  })
  expect(await apply(client, LIBRARY, '--plan', '--prune')).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/^change +lapsed_buyers \(name, description, rule\)$[\s\S]*^delete +old \(0 in it now\)$/m),
  })
  // The segments of a journey are its own: no file has them, and nothing deletes them.
  const steps = [{ id: 'remind', wait: '1h' }]
  await client.put('/v1/journeys/cart', { name: 'Cart', entry: { event: { name: 'AddToCart' } }, lasts: '7d', steps })
  const pruned = await apply(client, LIBRARY, '--prune', '--yes')
  expect(pruned.code, pruned.stderr).toBe(0)
  expect(await segmentIds(client)).toEqual([...IDS, 'journey.cart.entry', 'journey.cart.remind'].toSorted())
  expect(await client.get('/v1/segments/lapsed_buyers')).toMatchObject({ name: 'Lapsed buyers', version: 3 })
})

test('faults of all files are shown at once and nothing is applied', async () => {
  await using weir = await startWeir()
  await using folder = await tempFolder('faults')
  await writeFile(join(folder.path, 'good.yaml'), 'name: x\nrule: { event: { name: A }, within: 7d }')
  await writeFile(join(folder.path, 'bad.yaml'), 'name: x\nrule: { event: { name: A }, within: soon }')
  await writeFile(join(folder.path, 'worse.json'), '{')
  const { code, stderr } = await apply(weir.client, folder.path, '--yes')
  expect(code).toBe(1)
  expect(stderr).toMatch(/ bad\.yaml: rule\.within: [\s\S]* worse\.json: .* line 1/)
  expect(await segmentIds(weir.client)).toEqual([])
})

/**
 * Who did what, how long before {@link NOW} (ms), and the only segment of the library that they are
 * in.
 */
const PEOPLE: Record<string, { did: [event: string, agoMs: number, more?: object][]; isIn?: string }> = {
  cart: { did: [['AddToCart', 2 * HOUR]], isIn: 'cart_abandoners' },
  cartJustNow: { did: [['AddToCart', HOUR / 2]] },
  cartBoughtLater: {
    did: [
      ['AddToCart', 5 * HOUR],
      ['Purchase', HOUR],
    ],
  },
  checkout: { did: [['InitiateCheckout', 2 * HOUR]], isIn: 'checkout_abandoners' },
  lapsed: { did: [['Purchase', 100 * DAY]], isIn: 'lapsed_buyers' },
  repeat: {
    did: [20, 10].map((days) => ['Purchase', days * DAY, { properties: { value: 100 } }]),
    isIn: 'repeat_high_value_buyers',
  },
  cheap: { did: [20, 10].map((days) => ['Purchase', days * DAY, { properties: { value: 99 } }]) },
  newcomer: {
    did: [
      ['PageView', 2 * DAY],
      ['PageView', HOUR],
    ],
    isIn: 'new_visitors',
  },
  regular: {
    did: [
      ['PageView', 30 * DAY],
      ['PageView', HOUR],
    ],
  },
  viewer: { did: [['VideoView', DAY, { video: { watched_ms: 15_000 } }]], isIn: 'long_viewers_not_buyers' },
  zapper: { did: [['VideoView', DAY, { video: { watched_ms: 14_999 } }]] },
  tired: { did: Array.from({ length: 8 }, (_, i) => ['AdImpression', (i + 1) * HOUR]), isIn: 'ad_fatigued' },
  curious: {
    did: [...Array.from({ length: 8 }, (_, i) => ['AdImpression', (i + 1) * HOUR] as [string, number]), ['AdClick', DAY]],
  },
  lead: { did: [['SubmitForm', 5 * DAY]], isIn: 'leads_not_customers' },
  customer: {
    did: [
      ['SubmitForm', 5 * DAY],
      ['Purchase', DAY],
    ],
  },
  registered: { did: [['CompleteRegistration', 2 * DAY]], isIn: 'registered_never_bought' },
  lover: { did: ['Shoes', 'Shoes', 'Hats'].map(looked), isIn: 'category_lovers' },
  allRounder: { did: ['Shoes', 'Bags', 'Hats'].map(looked) },
}

function looked(category: string, i: number): [string, number, object] {
  return ['ViewContent', (i + 1) * DAY, { properties: { contents: [{ content_id: `p${i}`, content_category: category }] } }]
}

test('each segment of the library takes in those it is for, and not those who come close', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  expect((await apply(client, LIBRARY, '--yes')).code).toBe(0)
  const events = Object.entries(PEOPLE).flatMap(([person, { did }]) =>
    did.map(([event, agoMs, more], i) => ({
      event,
      event_id: `${person}-${i}`,
      event_time: (NOW - agoMs) / 1000,
      source: 'shop',
      user: { external_id: person },
      ...more,
    })),
  )
  expect(await client.send(events)).toBe(events.length)
  // Returns when all that came before is folded.
  await client.setClock(NOW + 1)

  const nameOf = new Map(Object.keys(PEOPLE).map((name) => [personOf(name), name]))
  const found: Record<string, unknown> = {}
  for (const id of IDS) found[id] = (await membersOf(client, id)).map(({ person }) => nameOf.get(person))
  const expected = Object.fromEntries(IDS.map((id) => [id, Object.keys(PEOPLE).filter((person) => PEOPLE[person]!.isIn === id)]))
  expect(found).toEqual(expected)
})
