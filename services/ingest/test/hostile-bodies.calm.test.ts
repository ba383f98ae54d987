import { describe, expect, test } from 'vitest'
import { NATIVE, openIngest, post } from './harness.ts'
import { hostileBodies } from './hostile-bodies.ts'

// Bodies that are small to send and dear to read: whatever they hold, others pass meanwhile.

/** A turn of the loop may cost so much CPU time, ms, where the yardstick costs what it should. */
const TURN_MS_MAX = 50
/** All of a body's work, ms, on the same terms. */
const CPU_MS_MAX = 1_500
/** What the yardstick costs on two calm cores of a small cloud machine, ms. */
const YARDSTICK_MS = 25
/**
 * A measurement is repeated so often before it counts: neighbours on the machine only ever make it
 * worse.
 */
const TRIES = 5

interface Cost {
  turnMs: number
  cpuMs: number
}

const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/**
 * The dearest turn of the loop while something runs, and the work it was. CPU time: others on this
 * machine do not count.
 */
async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage()
  let turnMs = 0
  let last = { wall: performance.now(), cpu: 0 }
  const look = (): void => {
    const now = { wall: performance.now(), cpu: cpuMs(before) }
    turnMs = Math.max(turnMs, Math.min(now.wall - last.wall, now.cpu - last.cpu))
    last = now
  }
  const ticks = setInterval(look, 1)
  await run()
  clearInterval(ticks)
  look()
  return { turnMs, cpuMs: cpuMs(before) }
}

const YARDSTICK = JSON.stringify(Array.from({ length: 4_000 }, (_, i) => ({ id: `item-${i}`, at: i, list: [i, 'text'] })))

/**
 * How much slower this machine computes at the moment than the one the bounds were set on, at
 * least 1. Neighbours on a shared core cost CPU time too, through its caches.
 */
function slowness(): number {
  const before = process.cpuUsage()
  for (let i = 0; i < 5; i++) JSON.stringify(JSON.parse(YARDSTICK))
  return Math.max(1, cpuMs(before) / YARDSTICK_MS)
}

/** @returns undefined when it once stays within the bounds. */
async function tooDear(run: () => Promise<unknown>): Promise<string | undefined> {
  let found: string | undefined
  for (let tries = 0; tries < TRIES; tries++) {
    const cost = await costOf(run)
    const slow = slowness()
    if (cost.turnMs <= TURN_MS_MAX * slow && cost.cpuMs <= CPU_MS_MAX * slow) return undefined
    found = `a turn of ${Math.round(cost.turnMs)} ms, ${Math.round(cost.cpuMs)} ms in all, on a machine slower by ${slow.toFixed(1)}`
  }
  return found
}

describe('no body holds up the others', async () => {
  // Expansion is not what is looked at here: bodies are let in as large as they may be.
  const ingest = await openIngest({ limits: { expansionMax: 10_000 } })
  const bodies = hostileBodies()

  test('they are many, and of all dialects', () => {
    expect(bodies.length).toBeGreaterThanOrEqual(70)
    expect(new Set(bodies.map(({ path }) => path)).size).toBe(5)
  })

  test(
    `${bodies.length} shapes: no turn over ${TURN_MS_MAX} ms, none answered with a failure of ours`,
    { timeout: 120_000 },
    async () => {
      for (const path of new Set(bodies.map((one) => one.path))) await post(ingest, path, {})
      const found: string[] = []
      for (const { name, path, body, headers } of bodies) {
        let status = 0
        const verdict = await tooDear(async () => {
          status = (await post(ingest, path, body, headers)).statusCode
        })
        if (verdict) found.push(`${name}: ${verdict}`)
        if (status >= 500) found.push(`${name}: ${status}`)
      }
      expect(found.join('\n')).toBe('')
    },
  )

  test('many at once do not add up, and a small request overtakes them', { timeout: 60_000 }, async () => {
    const large = bodies.find(({ name }) => name.startsWith('hundreds of events, 400 bad items'))!
    const order: string[] = []
    const send = async (name: string, work: ReturnType<typeof post>): Promise<void> => {
      await work
      order.push(name)
    }
    const { turnMs } = await costOf(async () => {
      const all = Array.from({ length: 10 }, () => send('large', post(ingest, large.path, large.body, large.headers)))
      const small = new Promise((resolve) => setTimeout(resolve, 30)).then(() =>
        send('small', post(ingest, NATIVE, { source: 'web-1', event: 'ViewContent' })),
      )
      await Promise.all([...all, small])
    })
    expect(order[0]).toBe('small')
    expect(turnMs).toBeLessThan(3 * TURN_MS_MAX * slowness())
  })

  test('canary: a parser without limits is noticed', async () => {
    const text = `{${Array.from({ length: 250_000 }, (_, i) => `"k${i}":1`).join(',')}}`
    expect(await tooDear(async () => JSON.parse(text) as unknown)).toMatch(/a turn of/)
  })
})
