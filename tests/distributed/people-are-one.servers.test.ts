import { partitionOf } from '@weir/contracts'
import { decodePerson, encodePerson } from '@weir/segmentation'
import { seededRandom } from '@weir/testkit'
import { startKafka, startRedis } from '@weir/testkit/servers'
import { expect, test } from 'vitest'
import { startDeployment } from '../support/deployment.ts'
import { lookAtPeople } from '../support/identity-faults.ts'
import type { FoldAtRest } from '../support/identity-faults.ts'
import { define, drawHits, endOf, readSource, SEGMENTS, send, settle, storm } from '../support/people-storm.ts'

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240408)
const PARTITIONS = 4
const KILLS = LONG ? 60 : 5
const EVERY_MS = 4_000
const HITS = KILLS * 240
/** There is no history to ask it for: definitions are in force before the first hit. */
const NO_CLICKHOUSE = { url: 'http://127.0.0.1:1', username: 'none', password: 'none', database: 'none' }

/** Makes an absorbed person live again, as if their state had never gone to the other one. */
async function forge({ fold, source }: FoldAtRest): Promise<void> {
  for (const { person } of await source.facts()) {
    const partition = partitionOf(person, PARTITIONS)
    const [blob] = await fold.view(partition).load([person])
    const known = blob && decodePerson(blob)
    if (!known?.movedTo) continue
    const lease = await fold.acquire(partition)
    const position = await lease.position()
    const value = encodePerson({ ...known, movedTo: '' })
    await lease.commit({ expect: position, position, puts: [{ key: person, value }] })
    return
  }
  throw new Error('nobody was absorbed')
}

test(`${HITS} hits of people with several identifiers, ${KILLS} times a segmenter goes: everybody is one`, async () => {
  const random = seededRandom(SEED)
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()])
  await using _kafka = kafka
  await using _redis = redis
  await using weir = await startDeployment({
    servers: { kafka, redis, clickhouse: NO_CLICKHOUSE },
    settings: { WEIR_PARTITIONS: String(PARTITIONS), KAFKA_SESSION_TIMEOUT: '3s' },
    services: ['segmenter'],
  })
  const { log, fold } = weir
  const segmenters = [weir.service('segmenter'), await weir.add('segmenter')]
  await define(weir)

  const hits = drawHits(random, HITS)
  await Promise.all([
    send(log, hits, random.fork(), KILLS * EVERY_MS),
    storm(segmenters, random.fork(), { kills: KILLS, everyMs: EVERY_MS }),
  ])
  const at = endOf(HITS)
  const begun = performance.now()
  await settle(weir, at)
  const settledMs = performance.now() - begun

  const told: FoldAtRest = { source: await readSource(log, fold), fold, hits, segments: SEGMENTS, at }
  const { faults, people, merges, members } = await lookAtPeople(told)
  process.stdout.write(
    `seed ${SEED}: ${HITS} hits, ${KILLS} kills; ${people} people after ${merges} merges, members ${members.join(', ')}; settled ${(settledMs / 1000).toFixed(1)} s after the last\n`,
  )
  expect(faults).toEqual([])
  expect(merges).toBeGreaterThan(people / 10)
  for (const size of members) expect(size > 0 && size < people, 'a segment of some').toBe(true)

  await Promise.all(segmenters.map((segmenter) => segmenter.kill('SIGKILL')))
  await forge(told)
  expect((await lookAtPeople(told)).faults.join('\n')).toContain('2 persons for one component')
})
