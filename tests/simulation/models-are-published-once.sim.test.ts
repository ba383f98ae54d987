import { clickhouseTime, TOPICS } from '@weir/contracts'
import type { PersonEvent, StoredModel } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { startModelling } from '@weir/modelling'
import type { ModellingDeps } from '@weir/modelling'
import { createClock, createLogger, openConfigView } from '@weir/runtime'
import { publishScores } from '@weir/segmenter'
import { eventually, seededRandom, sharesOf, tempFolder } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { expect, test } from 'vitest'

/**
 * The process that trains and publishes dies at one of its steps: at a record of the
 * control plane, at a batch of scores. Whoever starts next ends what was begun, and everybody has
 * one score of one version.
 */

const DAY = 86_400_000
const NOW = Date.UTC(2024, 4, 1)
/** More than are published together, so that some can be and some not. */
const PEOPLE = 700
const DAYS = 12
/**
 * Training and publishing begin, two batches of scores and how far that is, what they are compared
 * with, and the end.
 */
const STEPS = 7
const SHARES = 4

async function fill(warehouse: Warehouse): Promise<void> {
  const random = seededRandom(4_711)
  const rows = Array.from({ length: PEOPLE }, (_, i) => {
    const person = i.toString(16).padStart(32, '0')
    const did = (name: string, at: number): object => {
      const time = clickhouseTime(Math.floor(at))
      const eid = `${i}-${name}-${Math.floor(at)}`
      const said = { source: 'shop', channel: 'server', consent_modelling: 4, body: {}, bot: '' }
      return { event_time: time, received_at: time, name, event_id: eid, eid, person, ...said }
    }
    return Array.from({ length: DAYS }, (_unused, day) => {
      const at = NOW - (DAYS - day) * DAY
      const often = i % 4 === 0
      return [
        ...(day === 0 ? [did('Login', at)] : []),
        ...(random.chance(often ? 0.3 : 0.05) ? [did('Purchase', at + random.int(DAY))] : []),
      ]
    }).flat()
  }).flat()
  await warehouse.insertLines(
    'facts',
    rows.map((row) => Buffer.from(JSON.stringify(row))),
  )
}

class Died extends Error {}

const shares = sharesOf('deaths of a model', SHARES)

test('whatever step a process dies at, everybody has one score, of one version', async () => {
  await using opened = await openTestWarehouse()
  await fill(opened.warehouse)
  const deaths = Array.from({ length: STEPS + 1 }, (_, i) => i).filter((i) => shares.includes(i % SHARES))
  for (const fatal of deaths) {
    await using folder = await tempFolder('models')
    const log = createMemoryLog({ partitions: 2 })
    const config = await openConfigView(log)
    const model: StoredModel = {
      conversion: { name: 'Purchase' },
      horizon: '2d',
      lookback: '10d',
      version: 0,
      run: { task: 'train', state: 'asked', progress: 0, asked_at: NOW, as_of: NOW },
    }
    await config.put('model:buys', model)
    let steps = 0
    let now = NOW
    /** Before a step is after the one before it. */
    const step = async (work: () => Promise<void>): Promise<void> => {
      if (steps++ === fatal) throw new Died()
      await work()
    }
    const start = (guard: typeof step) => {
      const deps: ModellingDeps = {
        config: {
          models: () => config.models(),
          lookalikes: () => config.lookalikes(),
          segments: () => config.segments(),
          threshold: (id) => config.threshold(id),
          put: (key, value) => guard(() => config.put(key, value)),
        },
        warehouse: opened.warehouse,
        people: {
          look: async (ids) => new Map(ids.map((id) => [id, { may: true, segments: new Set<string>() }])),
        },
        publish: (scored, scores, at) => guard(() => publishScores(log, scored, scores, at)),
        awaitVisible: async () => true,
        clock: createClock('manual', now),
        logger: createLogger('modelling', 'silent'),
        folder: folder.path,
        lookMs: 5,
      }
      return startModelling(deps)
    }
    const isOver = (): boolean => config.models().get('buys')?.run.state === 'done'
    const first = start(step)
    const died = await eventually(async () => (steps > fatal ? 'died' : isOver() ? 'over' : undefined), 60_000, 5)
    await first.close()
    // Whoever starts next does so later.
    now += 60_000
    const second = start(async (work) => work())
    await eventually(async () => (isOver() ? true : undefined), 60_000, 5)
    await second.close()

    const { version, published } = config.models().get('buys')!
    expect([version, published]).toMatchObject([1, { version: 1, people: PEOPLE, retracted: 0 }])
    const scores = new Map<string, Set<string>>()
    for (const partition of [0, 1]) {
      const records = await log.read(TOPICS.events, partition, 0, { records: 100_000, bytes: 1e9 })
      for (const { value } of records) {
        const { person, eid, hit } = JSON.parse(Buffer.from(value).toString()) as PersonEvent
        expect(hit.event_time).toBe(published!.at)
        scores.set(person, (scores.get(person) ?? new Set()).add(eid))
      }
    }
    expect(scores.size).toBe(PEOPLE)
    // Told twice it is the same event.
    expect([...scores.values()].every((eids) => eids.size === 1)).toBe(true)
    const threshold = config.threshold('model:buys')
    expect(threshold).toHaveProperty('percentiles')
    await config.close()
    // Beyond the last step nobody dies.
    expect(died).toBe(fatal < STEPS ? 'died' : 'over')
  }
}, 110_000)
