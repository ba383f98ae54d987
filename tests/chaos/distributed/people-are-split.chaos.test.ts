import { setTimeout as sleep } from 'node:timers/promises'
import { ownerEntryKey, partitionOf } from '@weir/contracts'
import { decodeLinks, encodeOwner, noEntry } from '@weir/identity'
import { decodePerson } from '@weir/segmentation'
import { eventually, seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { expect, test } from 'vitest'
import { lookAtApart } from '../../support/apart-faults.ts'
import { startDeployment, startServers } from '../../support/deployment.ts'
import type { Client } from '../../support/embedded-client.ts'
import type { FoldAtRest } from '../../support/identity-faults.ts'
import { define, drawHits, endOf, readSource, SEGMENTS, send, settle, storm } from '../../support/people-storm.ts'
import { receiptsOf } from '../../support/splits.ts'

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240409)
const PARTITIONS = 4
const KILLS = LONG ? 60 : 5
const EVERY_MS = 4_000
const HITS = KILLS * 160
const SPLITS = KILLS * 8

/** What the API says of identifiers that are not the person's any more, or all that are left. */
const HAS_CHANGED = /this is no identifier of the person|these are all that the person is known by/

interface Shown {
  person: string
  identifiers: { type: string; value: string }[]
}
interface Asked {
  split: string
  status: string
}

/** An operator looks at somebody, and takes some of their identifiers away. */
async function splitSomebody(client: Client, key: string, random: Random): Promise<string | undefined> {
  const shown = await client.call<Shown>('GET', `/v1/people/${encodeURIComponent(key)}`)
  if (shown.status === 404) return undefined
  expect(shown.status, JSON.stringify(shown.body)).toBe(200)
  const { person, identifiers } = shown.body
  const leave = identifiers.filter(() => random.chance(0.4)).map(({ type, value }) => ({ type, value }))
  if (leave.length === 0 || leave.length === identifiers.length) return undefined
  const asked = await client.call<Asked>('POST', `/v1/people/person:${person}/split`, { identifiers: leave })
  // Who was found to be another one, or was split, since the operator looked.
  if (asked.status === 404 || HAS_CHANGED.test(JSON.stringify(asked.body))) return undefined
  expect(asked.status, JSON.stringify(asked.body)).toBe(202)
  return asked.body.split
}

/** Operators at work for as long as the storm lasts. @returns the ids of the splits. */
async function operate(client: Client, keys: readonly string[], random: Random): Promise<Set<string>> {
  const splits = new Set<string>()
  for (let n = 0; n < SPLITS; n++) {
    await sleep((KILLS * EVERY_MS) / SPLITS)
    const split = await splitSomebody(client, random.pick(keys), random)
    if (split !== undefined) splits.add(split)
  }
  return splits
}

/** Gives what left in a split back to whom it was taken from, in the index alone. */
async function forge({ fold, source }: FoldAtRest): Promise<void> {
  for (const { outcome, split, left, stays } of (await receiptsOf(source)).values()) {
    if (outcome !== 'split') continue
    const [blob] = await fold.view(partitionOf(left!.person, PARTITIONS)).load([left!.person])
    const known = blob && decodePerson(blob)
    const digest = known && decodeLinks(known.linking).fences.find((fence) => fence.split === split)?.mine[0]
    if (digest === undefined) continue
    const lease = await fold.acquire(partitionOf(digest, PARTITIONS))
    const position = await lease.position()
    const value = encodeOwner({ ...noEntry(), person: stays!.person })
    await lease.commit({ expect: position, position, puts: [{ key: ownerEntryKey(digest), value }] })
    return
  }
  throw new Error('nobody was split')
}

test(`${HITS} hits, ${KILLS} times a segmenter goes, operators split: everybody is who they are`, async () => {
  const random = seededRandom(SEED)
  await using servers = await startServers()
  await using weir = await startDeployment({
    servers,
    settings: { WEIR_PARTITIONS: String(PARTITIONS), KAFKA_SESSION_TIMEOUT: '3s' },
    services: ['segmenter', 'loader', 'reporting'],
  })
  const { client, log, fold } = weir
  const segmenters = [weir.service('segmenter'), await weir.add('segmenter')]
  await define(weir)

  const hits = drawHits(random, HITS)
  const keys = hits.flatMap(({ ids }) => ids.map(({ type, value }) => `${type}:${value}`))
  const [splits] = await Promise.all([
    operate(client, keys, random.fork()),
    send(log, hits, random.fork(), KILLS * EVERY_MS),
    storm(segmenters, random.fork(), { kills: KILLS, everyMs: EVERY_MS }),
  ])
  const begun = performance.now()
  const isDone = async (split: string): Promise<boolean> => (await client.get<Asked>(`/v1/splits/${split}`)).status !== 'accepted'
  await eventually(async () => (await Promise.all([...splits].map(isDone))).every(Boolean), 90_000, 200)
  const at = endOf(HITS)
  await settle(weir, at)
  const settledMs = performance.now() - begun

  const told: FoldAtRest = { source: await readSource(log, fold), fold, hits, segments: SEGMENTS, at }
  const found = await lookAtApart(told)
  process.stdout.write(
    `seed ${SEED}: ${HITS} hits, ${KILLS} kills, ${splits.size} splits asked for and ${found.splits} carried out, ${found.certain} people certain; ${found.people} people, members ${found.members.join(', ')}; settled ${(settledMs / 1000).toFixed(1)} s after the last\n`,
  )
  expect(found.faults).toEqual([])
  expect(found.splits).toBeGreaterThan(SPLITS / 4)
  expect(found.certain).toBeGreaterThan(0)
  for (const size of found.members) expect(size > 0 && size < found.people, 'a segment of some').toBe(true)

  await Promise.all(segmenters.map((segmenter) => segmenter.kill('SIGKILL')))
  await forge(told)
  expect((await lookAtApart(told)).faults.join('\n')).toContain('both sides of the split')
})
