import { inTurn, seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { exportedRows, membersOf } from '../support/embedded-client.ts'
import { catchUp, createDestination } from '../support/ledger-client.ts'
import type { Destination } from '../support/ledger-client.ts'

const START = Date.UTC(2024, 4, 1)
const HOUR = 3_600_000
const PEOPLE = 12
const TYPES = 'EMAIL_SHA256,EXTERNAL_ID_SHA256'

const RULES = [
  { event: { name: 'Purchase' }, within: '7d' },
  { event: { name: 'Purchase' }, within: '2d', count: { gte: 2 } },
  { all: [{ event: { name: 'AddToCart' }, within: '3d' }, { not: { event: { name: 'Purchase' }, within: '1d' } }] },
]
const PURPOSES = [undefined, ['profiling'], ['profiling', 'measurement']]

interface Story {
  weir: LocalWeir
  random: Random
  now: number
  events: number
}

function user(random: Random): object {
  const n = random.int(PEOPLE)
  const ids = { ttp: `t${n}`, email: `p${n}@example.org`, external_id: `c${n}` }
  const other = random.int(PEOPLE)
  return random.pick([
    { ttp: ids.ttp },
    { email: ids.email },
    { external_id: ids.external_id },
    { external_id: ids.external_id, email: ids.email },
    { ttp: ids.ttp, email: ids.email },
    { ttp: `t${other}`, email: ids.email },
    { external_id: ids.external_id, ttp: `t${other}` },
  ])
}

async function tell(story: Story, event: string, more: object = {}): Promise<void> {
  const { weir, random } = story
  const late = random.int(4) === 0 ? (1 + random.int(60)) * HOUR : 0
  const at = story.now - late
  await weir.client.send([
    { event, event_id: `e-${story.events++}`, event_time: at / 1000, source: 'shop', user: user(random), ...more },
  ])
}

async function step(story: Story): Promise<void> {
  const { random, weir } = story
  const kind = random.int(20)
  if (kind < 9) return tell(story, random.pick(['Purchase', 'AddToCart', 'Pageview']))
  if (kind < 12) {
    const purposes = random.pick([{ profiling: false }, { personalised_ads: false }, { measurement: false }, { storage: false }])
    return tell(story, 'Consent', { consent: { purposes } })
  }
  if (kind < 14) {
    const purposes = random.pick([
      { profiling: true, personalised_ads: true, measurement: true, storage: true },
      { profiling: true },
    ])
    return tell(story, 'Consent', { consent: { purposes } })
  }
  if (kind < 15) return saveSegment(story)
  story.now += (1 + random.int(20)) * HOUR
  return weir.client.setClock(story.now)
}

async function saveSegment({ weir, random }: Story): Promise<void> {
  const purposes = random.pick(PURPOSES)
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: random.pick(RULES), ...(purposes && { purposes }) })
}

/** What the destination has is what a file has that is made now: people, and their values. */
async function mustBeSnapshot({ client }: LocalWeir, destination: Destination, when: string): Promise<void> {
  const members = (await membersOf(client, 'buyers')).map(({ person }) => person)
  expect([...destination.people].toSorted(), when).toEqual(members.toSorted())
  const rows = await exportedRows(client, 'buyers', 'ndjson', TYPES)
  const ids = rows.flatMap((row) => Object.values((JSON.parse(row) as { ids: Record<string, string[]> }).ids).flat())
  expect([...destination.ids].toSorted(), `identifiers, ${when}`).toEqual([...new Set(ids)].toSorted())
}

async function open(random: Random): Promise<Story> {
  const weir = await startWeir({ WEIR_PARTITIONS: `${random.pick([1, 2, 4])}` })
  const story: Story = { weir, random, now: START, events: 0 }
  await weir.client.setClock(START)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await saveSegment(story)
  return story
}

const STORIES = Number(process.env['STORIES'] ?? 4)

describe('the ledger, applied, is the segment', () => {
  test.each(
    inTurn(
      'stories of a ledger',
      Array.from({ length: STORIES }, (_, i) => i + 1),
      2,
    ),
  )(
    'story %i',
    async (seed) => {
      const random = seededRandom(seed)
      const story = await open(random)
      await using weir = story.weir
      const destination = createDestination()
      const told: Awaited<ReturnType<typeof catchUp>> = []
      for (let round = 0; round < 12; round++) {
        for (let i = 0; i < 8; i++) await step(story)
        await weir.settled()
        const asked = `limit=${1 + random.int(7)}&id_types=${TYPES}`
        told.push(...(await catchUp(weir.client, 'buyers', destination, `${asked}&check=true`)))
        await mustBeSnapshot(weir, destination, `round ${round}`)
      }
      expect(told.length).toBeGreaterThan(12)
      expect(new Set(told.flatMap(({ page }) => page.changes.map(({ op }) => op)))).toEqual(new Set(['add', 'remove']))
    },
    300_000,
  )
})
