import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import type { Consumer, EventLog } from '@weir/eventlog'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { FencedError } from '@weir/state'
import type { StateStore } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { eventually, run, seededRandom } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { startKafka, startRedis } from '@weir/testkit/servers'
import type { KafkaServers, RedisServers } from '@weir/testkit/servers'
import { createLoad, startCounting } from './counting.ts'
import type { CountingEvent } from './counting.ts'
import type { ProcessOptions } from './counting-process.ts'

const SESSION_MS = 2_000
/** How a process ends whose commit was refused. */
const FENCED = 3
const ENDS = /^(FencedError|StateUnavailableError): /
let kafka: KafkaServers
let redis: RedisServers

beforeAll(async () => {
  ;[kafka, redis] = await Promise.all([startKafka({ brokers: 1 }), startRedis({ fsync: 'everysec' })])
}, 240_000)
afterAll(async () => {
  await Promise.all([kafka.stop(), redis.stop()])
})

/** A topic and a state of their own. */
async function place(partitions: number, holdMs: number): Promise<{ options: ProcessOptions; log: EventLog; store: StateStore }> {
  const prefix = `${randomUUID().slice(0, 8)}.`
  const options = { brokers: kafka.bootstrap, redis: redis.url, prefix, partitions, sessionTimeoutMs: SESSION_MS, holdMs }
  const log = await openLog(options)
  return { options, log, store: await openStore(options) }
}
const openLog = ({ brokers, partitions, prefix, sessionTimeoutMs }: ProcessOptions): Promise<EventLog> =>
  openKafkaLog({ brokers, clientId: 'weir-test', partitions, prefix, sessionTimeoutMs })
const openStore = ({ redis: url, partitions, prefix }: ProcessOptions): Promise<StateStore> =>
  openRedisState({ url, prefix: `${prefix}state`, partitions })

/** Everything that is in the log is reflected in the state. */
async function caughtUp(log: EventLog, store: StateStore): Promise<boolean> {
  for (let partition = 0; partition < store.partitions; partition++) {
    if ((await store.view(partition).position()) !== (await log.end(TOPICS.hits, partition)) - 1) return false
  }
  return true
}

const SCRIPT = fileURLToPath(new URL('counting-process.ts', import.meta.url))
type Line = Omit<CountingEvent, 'what'> & { what: CountingEvent['what'] | 'stopped' | 'ended'; at: number; reason?: string }

async function startProcess(options: ProcessOptions): Promise<{ child: RunningProcess; lines: () => Line[] }> {
  const child = await run(process.execPath, ['--conditions=@weir/source', '--import', 'tsx', SCRIPT, JSON.stringify(options)])
  const lines = (): Line[] =>
    child
      .stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line)
  return { child, lines }
}

describe('Kafka and Redis: a process that was frozen', () => {
  it('has all its late commits refused, ends within a second of it, and nothing is counted twice or not at all', async () => {
    const PARTITIONS = 2
    const ROUNDS = 5
    const { options, log, store } = await place(PARTITIONS, 100)
    const load = createLoad(log, PARTITIONS, 10)
    let over = false
    const loading = load.run(() => over)
    const figures: { fenced: boolean; refused: number; endedMs: number }[] = []

    let owner = await startProcess(options)
    for (let round = 0; round < ROUNDS; round++) {
      await eventually(() => committed(owner.lines()).size === PARTITIONS, 30_000)
      process.kill(owner.child.pid, 'SIGSTOP')
      const heir = await startProcess(options)
      const frozen = sleep(3 * SESSION_MS)
      await eventually(() => committed(heir.lines()).size === PARTITIONS, 30_000)
      await frozen
      const before = owner.lines().length
      process.kill(owner.child.pid, 'SIGCONT')
      const { code } = await owner.child.ended
      const after = owner.lines().slice(before)
      const refused = after.filter(({ what }) => what === 'refused')
      // A commit that was done before it froze may be answered now: then its heir has begun behind
      // it.
      const begun = (of: number) => heir.lines().find(({ what, partition }) => what === 'assigned' && partition === of)!.offset
      const late = after.filter(({ what, partition, offset }) => what === 'committed' && offset > begun(partition))
      expect(late).toEqual([])
      // Of a commit that was under way when it froze it may find only that no answer came in time;
      // it ends all the same.
      const reason = after.find(({ what }) => what === 'stopped')?.reason
      expect({ reason, stderr: owner.child.stderr() }).toEqual({ reason: expect.stringMatching(ENDS), stderr: '' })
      figures.push({ fenced: code === FENCED, refused: refused.length, endedMs: after.at(-1)!.at - refused[0]!.at })
      owner = heir
    }
    over = true
    await loading
    await eventually(() => caughtUp(log, store), 30_000)
    await owner.child.kill()
    expect(await load.faults(store)).toEqual([])
    expect(figures.filter(({ fenced }) => fenced).length).toBeGreaterThanOrEqual(ROUNDS - 2)
    for (const { refused, endedMs } of figures) {
      expect(refused).toBeGreaterThan(0)
      expect(endedMs).toBeLessThan(1_000)
    }
    await Promise.all([log.close(), store.close()])
  })
})

/** One that runs in this process, with connections of its own. */
type Member = Pick<Consumer, 'close' | 'done'>

async function startMember(options: ProcessOptions, onEvent: (event: CountingEvent) => void): Promise<Member> {
  const [log, store] = await Promise.all([openLog(options), openStore(options)])
  const counting = startCounting({ log, store, group: 'count', holdMs: options.holdMs, onEvent })
  return {
    done: counting.done,
    async close() {
      await counting.close()
      await Promise.all([log.close(), store.close()])
    },
  }
}

describe('Kafka and Redis: a storm of rebalances', () => {
  it('loses and doubles nothing and holds up no partition for long, while consumers come and go every 3 s', async () => {
    const PARTITIONS = 12
    const CHANGES = 20
    const { options, log, store } = await place(PARTITIONS, 20)
    const load = createLoad(log, PARTITIONS, 20)
    const random = seededRandom(12)
    const heardAt = Array.from({ length: PARTITIONS }, () => performance.now())
    const silentMs = heardAt.map(() => 0)
    const told = new Map<CountingEvent['what'], number>()
    const hear = ({ what, partition }: CountingEvent): void => {
      told.set(what, (told.get(what) ?? 0) + 1)
      if (what !== 'committed') return
      const now = performance.now()
      silentMs[partition] = Math.max(silentMs[partition]!, now - heardAt[partition]!)
      heardAt[partition] = now
    }
    const failures: unknown[] = []
    const members: Member[] = []
    const add = async (): Promise<void> => {
      const member = await startMember(options, hear)
      members.push(member)
      member.done.catch((error: unknown) => {
        // On a machine that is held up it may be thought dead; then it ends, as a process does, and
        // another one takes its place.
        members.splice(members.indexOf(member), 1)
        if (!(error instanceof FencedError)) failures.push(error)
      })
    }
    await add()
    await eventually(() => told.get('assigned') === PARTITIONS, 30_000)
    let over = false
    const loading = load.run(() => over)
    for (let change = 0; change < CHANGES; change++) {
      const next = sleep(3_000)
      const grows = members.length < 2 || (members.length < 4 && random.chance(0.5))
      if (grows) await add()
      else await members.splice(random.int(members.length), 1)[0]!.close()
      await next
    }
    over = true
    await loading
    if (members.length === 0) await add()
    await eventually(() => caughtUp(log, store), 60_000)
    await Promise.all(members.map((member) => member.close()))
    expect(await load.faults(store)).toEqual([])
    expect(failures).toEqual([])
    // As often as that a partition went from one to another.
    expect(told.get('assigned')).toBeGreaterThan((PARTITIONS * CHANGES) / 3)
    for (const ms of silentMs) expect(ms).toBeLessThan(30_000)
    await Promise.all([log.close(), store.close()])
  }, 180_000)
})

function committed(lines: readonly Line[]): Set<number> {
  return new Set(lines.filter(({ what }) => what === 'committed').map(({ partition }) => partition))
}
