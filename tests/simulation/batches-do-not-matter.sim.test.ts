import { clickhouseTime } from '@weir/contracts'
import { expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import { createReference } from '../support/reference.ts'
import { createTraffic, TRAFFIC_START } from '../support/traffic.ts'
import type { LooseHit } from '../support/hits.ts'

const DAY = 86_400_000

/**
 * A whole story in the log at once, folded in batches of one size.
 * @returns what each person went through, and what is stored of them.
 */
async function fold(seed: number, batch: number): Promise<{ rows: string[]; people: object[] }> {
  const actions = createTraffic(seed, { steps: 30, edits: 0, late: 0.5 })
  const hits: LooseHit[] = []
  let now = TRAFFIC_START
  await using driver = await createDriver({ batch, start: now })
  for (const action of actions) {
    if (action.do === 'hits') hits.push(...action.hits.map((hit) => ({ ...hit, receivedAt: now })))
    else if (action.do === 'advance') now = action.to
    else if (action.do === 'put') await driver.segment(action.id, action.rule, action.purposes)
  }
  await driver.hits(hits)
  await driver.advance(now + 30 * DAY)

  const rows = (await driver.changes()).map((c) => `${c.person} ${c.segment} ${c.op} ${c.at} ${c.reason} ${c.cause}`)
  const { people } = createReference(driver.accepted)
  const stored = await Promise.all(people.map((id) => driver.person(id)))
  // How far somebody was looked at, and when to look again at the latest, may differ: neither is of
  // consequence.
  return { rows: rows.sort(), people: stored.map((person) => ({ ...person, asOf: 0, due: 0 })) }
}

test('batches of 1, 7 and 500 give the same rows and the same state', async () => {
  let rows = 0
  // Seed 15 once found a timer that fired before a late event, or after it, depending on where a
  // batch ended.
  for (let seed = 1; seed <= 20; seed++) {
    const whole = await fold(seed, 500)
    for (const batch of [1, 7]) expect(await fold(seed, batch), `seed ${seed}`).toEqual(whole)
    rows += whole.rows.length
  }
  expect(rows).toBeGreaterThan(100)
})

test.each([1, 7, 500])(
  'what was due before a late event has happened before it, also within one batch (batches of %i)',
  async (batch) => {
    await using driver = await createDriver({ batch })
    const start = driver.clock.now()
    await driver.segment('bought', { event: { name: 'Purchase' }, within: '1d' })
    await driver.hits([
      { who: 'ann', receivedAt: start },
      { who: 'bob', receivedAt: start + 3 * DAY },
      { who: 'ann', at: start + DAY / 2, receivedAt: start + 3 * DAY + 1 },
    ])
    await driver.advance(start + 4 * DAY)
    const changes = (await driver.changes()).filter(({ person }) => person === personNamed('ann'))
    expect(changes.map(({ op, at }) => [op, at])).toEqual([
      ['entered', clickhouseTime(start)],
      ['left', clickhouseTime(start + DAY)],
      ['entered', clickhouseTime(start + DAY)],
      ['left', clickhouseTime(start + 1.5 * DAY)],
    ])
  },
)
