import { createHash } from 'node:crypto'
import { identifierDigest, OptOut, OutageError, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, Registry } from '@weir/runtime'
import { eventually, simClock } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PARTITIONS, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { IngestLog } from '../deps.ts'
import { createSpooledLog } from '../spool/spooled-log.ts'

const ENDPOINTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const user = { external_id: 'u-1', email: 'Ada@example.com' }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const DIGESTS = [
  identifierDigest({ type: 'external_id', value: sha256('u-1') }),
  identifierDigest({ type: 'email', value: sha256('ada@example.com') }),
]
const ALL_DENIED = { storage: false, profiling: false, personalised_ads: false, measurement: false, modelling: false }
const FORMS: [name: string, saying: object, denied: string[]][] = [
  ['all purposes', { consent: { purposes: ALL_DENIED } }, Object.keys(ALL_DENIED)],
  ['storage alone', { consent: { purposes: { storage: false } } }, ['storage']],
  ['one of several', { consent: { purposes: { storage: true, profiling: false } } }, ['profiling']],
  ['limited data use', { limited_data_use: true }, ['personalised_ads']],
]
const QUIET: [name: string, saying: object, who: object][] = [
  ['nothing said', {}, user],
  ['a grant', { consent: { purposes: { profiling: true } } }, user],
  ['nobody named', { limited_data_use: true }, {}],
]

describe.each(ENDPOINTS)('%s', (path) => {
  it.each(FORMS)('notes who opts out, before the hit: %s', async (_name, saying, denied) => {
    const appends: Topic[] = []
    await using harness = await openIngest({
      wrap: (log) => ({ ...log, append: (topic, entries) => (appends.push(topic), log.append(topic, entries)) }),
    })
    const answer = await post(harness, path, bodyFor(path, { event_id: '1', user, ...saying }))
    expect(answer.statusCode).toBeLessThan(300)
    expect(appends.slice(0, 2)).toEqual([TOPICS.optOuts, TOPICS.hits])
    const [record] = await harness.log.read(TOPICS.optOuts, 0, 0, { records: 9, bytes: 9999 })
    const text = Buffer.from(record!.value).toString()
    const at = NOW
    expect(OptOut.parse(JSON.parse(text))).toEqual({
      digests: DIGESTS,
      denied: Object.fromEntries(denied.map((purpose) => [purpose, at])),
      scope: path === PIXEL ? 'keyless' : 'hit',
      received_at: NOW,
    })
    for (const value of ['u-1', 'ada', sha256('u-1'), sha256('ada@example.com')]) expect(text).not.toContain(value)
  })

  it.each(QUIET)('notes nobody: %s', async (_name, saying, who) => {
    await using harness = await openIngest()
    await post(harness, path, bodyFor(path, { event_id: '1', user: who, ...saying }))
    expect(await harness.hits()).toHaveLength(1)
    expect(await harness.log.end(TOPICS.optOuts, 0)).toBe(0)
  })
})

it('counts from the receipt when the clock of the sender is fast', async () => {
  await using harness = await openIngest()
  await post(harness, NATIVE, bodyFor(NATIVE, { event_time: NOW / 1000 + 200, user, limited_data_use: true }))
  const [record] = await harness.log.read(TOPICS.optOuts, 0, 0, { records: 9, bytes: 9999 })
  expect(JSON.parse(Buffer.from(record!.value).toString())).toMatchObject({ denied: { personalised_ads: NOW } })
})

describe('while the log is away', () => {
  async function openAway() {
    const real = createMemoryLog({ partitions: PARTITIONS })
    const order: Topic[] = []
    let isAway = true
    const orAway = async <T>(work: () => Promise<T>): Promise<T> => {
      if (isAway) throw new OutageError('no broker')
      return work()
    }
    const log = {
      ...real,
      append: (topic: Topic, entries: Parameters<typeof real.append>[1]) =>
        orAway(async () => {
          await real.append(topic, entries)
          if (order.at(-1) !== topic) order.push(topic)
        }),
      end: (topic: Topic, partition: number) => orAway(() => real.end(topic, partition)),
    }
    const spooled = await createSpooledLog({
      log,
      spool: createMemoryLog({ partitions: PARTITIONS }),
      bytesMax: 1 << 20,
      clock: simClock(NOW),
      logger: createLogger('ingest', 'silent'),
      registry: new Registry(),
    })
    const wrapped: IngestLog = spooled
    const harness = await openIngest({ wrap: (inner) => ({ ...inner, ...wrapped }) })
    return { real, order, spooled, harness, comeBack: () => (isAway = false) }
  }
  const denial = (path: string, id: string) => bodyFor(path, { event_id: id, user, limited_data_use: true })

  it.each([EVENTS_2, TRACK_1, BATCH_1, NATIVE])(
    '%s: a server is asked to come back with an opt-out, and with nothing else',
    async (path) => {
      const { harness, spooled } = await openAway()
      await using _ = harness
      for (let i = 0; i < 2; i++) {
        const refused = await post(harness, path, denial(path, `${i}`))
        expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5'])
      }
      expect((await post(harness, path, bodyFor(path, { event_id: 'x', user }))).statusCode).toBeLessThan(300)
      await spooled.close()
    },
  )

  it('the opt-out of a browser is kept, and leaves before all that was kept before it', async () => {
    const { harness, spooled, real, order, comeBack } = await openAway()
    await using _ = harness
    for (let i = 0; i < 50; i++) await post(harness, NATIVE, bodyFor(NATIVE, { event_id: `${i}`, user }))
    expect((await post(harness, PIXEL, denial(PIXEL, 'no'))).statusCode).toBe(204)
    comeBack()
    await eventually(async () => expect(spooled.logCheck().ok && spooled.spoolCheck().detail.startsWith('0 %')).toBe(true))
    expect(order[0]).toBe(TOPICS.optOuts)
    // The probe that found the log back may be there twice.
    expect(await real.end(TOPICS.optOuts, 0)).toBeGreaterThan(0)
    // A server's opt-out goes straight again.
    expect((await post(harness, NATIVE, denial(NATIVE, 'late'))).statusCode).toBe(202)
    await spooled.close()
  })
})
