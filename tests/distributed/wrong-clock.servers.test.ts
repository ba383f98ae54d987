import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import { eventually, inTurn } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startDeployment, startServers } from '../support/deployment.ts'
import type { Deployment, DeploymentSettings, Service } from '../support/deployment.ts'
import { ADMIN_KEY } from '../support/embedded.ts'
import { ROOT } from '../tidy/repository.ts'
import { membersOf } from '../support/embedded-client.ts'

const DAY = 86_400_000

/** A machine whose clock is off. */
const off = (ms: number): DeploymentSettings => ({
  NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, 'tests/support/off-clock.mjs')).href}`,
  CLOCK_OFF_MS: String(ms),
})

const bought = (who: string): object => ({ event: 'Purchase', event_id: `o-${who}`, source: 'shop', user: { external_id: who } })

/** What readiness says of the clock, when it is red for that. */
async function isRed(service: Service, reason: RegExp): Promise<string> {
  const found = async (): Promise<string | undefined> => {
    const answer = await fetch(`${service.url}/readyz`).catch(() => undefined)
    if (answer?.status !== 503) return undefined
    const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean; detail?: string }[] }
    const detail = checks.find(({ name, ok }) => name === 'clock' && !ok)?.detail
    return detail !== undefined && reason.test(detail) ? detail : undefined
  }
  return eventually(found, 30_000, 100)
}

/** Every time that is in a topic, as far as time is made of it. */
async function timesIn({ log }: Deployment, topic: Topic): Promise<number[]> {
  const times: number[] = []
  for (let partition = 0; partition < log.partitions(topic); partition++) {
    for (const { value } of await log.read(topic, partition, 0, { records: 10_000, bytes: 1 << 26 })) {
      const { received_at, now, hit } = JSON.parse(Buffer.from(value).toString()) as Record<string, unknown>
      for (const time of [received_at, now, (hit as { received_at?: unknown } | undefined)?.received_at])
        if (typeof time === 'number') times.push(time)
    }
  }
  return times
}

const OFF_BY = [400 * DAY, -400 * DAY, 10 * 60_000]

test.each(inTurn('clocks that are off', OFF_BY, OFF_BY.length))(
  'processes whose clock is off by %i ms from the start stamp nothing, and say who says what',
  async (ms) => {
    await using servers = await startServers({ fsync: 'everysec' })
    const settings = { WEIR_CLOCK: 'system', WEIR_INGEST_REDIS_URL: servers.redis.url, KAFKA_SESSION_TIMEOUT: '3s' }
    await using weir = await startDeployment({ servers, settings })
    const { client, progress } = weir
    await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    await client.put('/v1/segments/week', { name: 'Week', rule: { event: { name: 'Purchase' }, within: '7d' } })
    await client.send([bought('before')])

    const ingest = await weir.add('ingest', off(ms))
    const segmenter = await weir.add('segmenter', off(ms))
    const reporting = await weir.add('reporting', off(ms))
    for (const one of [ingest, segmenter, reporting]) {
      await isRed(one, /^the clock of this machine says \d{4}-.*Redis at 127\.0\.0\.1:\d+ says \d{4}-/)
      expect(await (await fetch(`${one.url}/metrics`)).text()).toMatch(/^weir_clock_in_doubt 1$/m)
    }
    await isRed(segmenter, /ClickHouse says/)
    const answer = await fetch(`${ingest.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(bought('meanwhile')),
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.any(String)])

    // The others have the partitions, and go on.
    await client.send([bought('after')])
    await client.put('/v1/segments/day', { name: 'Day', rule: { event: { name: 'Purchase' }, within: '1d' } })
    await progress.settled()
    const now = Date.now()
    for (const topic of [TOPICS.hits, TOPICS.events]) {
      const times = await timesIn(weir, topic)
      expect(times.length).toBeGreaterThan(0)
      expect(times.filter((time) => time !== 0 && Math.abs(time - now) > 5 * 60_000)).toEqual([])
    }
    expect(await membersOf(client, 'week')).toHaveLength(2)

    // The way back: the clock put right, and the process started anew.
    const again = await weir.add('ingest')
    await again.ready()
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200)
  },
  180_000,
)
