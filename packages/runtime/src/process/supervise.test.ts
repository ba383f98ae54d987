import { setTimeout as sleep } from 'node:timers/promises'
import { OutageError } from '@weir/contracts'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { supervise } from './supervise.ts'
import type { Runner } from './supervise.ts'
import { waitForDependency } from './wait-for-dependency.ts'
import { createReadiness } from './readiness.ts'

const logger = pino({ level: 'silent' })

/** A runner whose end is decided from outside. */
function runner(): Runner & { fail(error: Error): void; closed: boolean } {
  let [resolve, reject]: [() => void, (error: Error) => void] = [() => undefined, () => undefined]
  const done = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]))
  const it = {
    done,
    fail: (error: Error) => reject(error),
    closed: false,
    async close() {
      it.closed = true
      resolve()
    },
  }
  return it
}

it('starts anew after an outage, and says meanwhile why it does not run', async () => {
  const runs: ReturnType<typeof runner>[] = []
  const kept = supervise(
    async () => {
      if (runs.length === 1 && runs[0]!.closed) {
        runs.push(runner())
        throw new OutageError('still away')
      }
      runs.push(runner())
      return runs.at(-1)!
    },
    { name: 'it', logger },
  )
  await expect.poll(() => kept.trouble()).toBeUndefined()
  runs[0]!.fail(new OutageError('away'))
  await expect.poll(() => kept.trouble()).toBe('away')
  expect(runs[0]!.closed).toBe(true)
  await expect.poll(() => kept.trouble(), { timeout: 3_000 }).toBe('still away')
  await expect.poll(() => kept.trouble(), { timeout: 3_000 }).toBeUndefined()
  expect(kept.current()).toBe(runs[2])
  await kept.close()
  expect(runs[2]!.closed).toBe(true)
  await kept.done
})

it('tells of an outage once, however often it starts anew, and of its end when it really runs', async () => {
  const lines: string[] = []
  const told = pino({ level: 'info' }, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) })
  let starts = 0
  const kept = supervise(
    async () => {
      const one = runner()
      // It starts well each time, and finds out a moment later.
      if (++starts < 4) setTimeout(() => one.fail(new OutageError(`away, said in the ${starts}. way`)), 5)
      return one
    },
    { name: 'it', logger: told },
  )
  await expect.poll(() => starts, { timeout: 5_000 }).toBe(4)
  expect(lines).toEqual(['it has stopped and is started again'])
  await expect.poll(() => lines.at(-1), { timeout: 6_000 }).toBe('it runs again')
  expect(lines).toHaveLength(2)
  await kept.close()
}, 15_000)

it('gives up on a failure that a fresh start would not put right, and on a close between two runs', async () => {
  const first = runner()
  const kept = supervise(async () => first, { name: 'it', logger })
  await expect.poll(() => kept.current()).toBe(first)
  first.fail(new Error('records are gone'))
  await expect(kept.done).rejects.toThrow('records are gone')
  expect(first.closed).toBe(true)

  const never = supervise(() => Promise.reject(new OutageError('away')), { name: 'it', logger })
  await expect.poll(() => never.trouble()).toBe('away')
  await never.close()
  await never.done
})

it('waits for what it needs, tells what for, and stops waiting when told or when it is of no use', async () => {
  const told: (string | undefined)[] = []
  let tries = 0
  const options = {
    name: 'Kafka',
    logger,
    signal: new AbortController().signal,
    onWait: (reason?: string) => void told.push(reason),
  }
  const open = async (): Promise<string> => {
    if (tries++ === 0) throw new OutageError('no answer')
    return 'open'
  }
  expect(await waitForDependency(open, options)).toBe('open')
  expect(told).toEqual(['not reached yet', 'no answer', undefined])
  await expect(waitForDependency(() => Promise.reject(new Error('another number of partitions')), options)).rejects.toThrow(
    'another number',
  )
  const stop = new AbortController()
  const waiting = waitForDependency(() => Promise.reject(new OutageError('away')), { ...options, signal: stop.signal })
  stop.abort(new Error('told to stop'))
  await expect(waiting).rejects.toThrow(/abort/)
})

it('is ready when everything it needs answers in time, and does not ask twice meanwhile', async () => {
  const readiness = createReadiness(logger)
  let asked = 0
  readiness.add('fine', async () => 'all of it')
  readiness.add('away', () => Promise.reject(new Error('refused')))
  readiness.add('silent', () => {
    asked++
    return new Promise<void>(() => undefined)
  })
  const expected = [
    { name: 'fine', ok: true, detail: 'all of it' },
    { name: 'away', ok: false, detail: 'refused' },
    { name: 'silent', ok: false, detail: 'no answer within 2 s' },
  ]
  expect(await readiness.checks()).toEqual(expected)
  expect(await readiness.checks()).toEqual(expected)
  expect(asked).toBe(1)
})

it('says in the log what it is not ready for, once, and that it is ready again', async () => {
  const lines: string[] = []
  const told = pino({ level: 'info' }, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) })
  const readiness = createReadiness(told)
  let away = true
  readiness.add('fine', async () => undefined)
  readiness.add('ClickHouse', async () => {
    if (away) throw new Error('refused')
  })
  const isReady = async (): Promise<boolean> => (await readiness.checks()).every(({ ok }) => ok)
  const asked = performance.now()
  while (performance.now() - asked < 1_200) {
    expect(await isReady()).toBe(false)
    await sleep(50)
  }
  expect(lines).toEqual(['not ready: ClickHouse'])
  away = false
  await expect.poll(isReady, { timeout: 3_000 }).toBe(true)
  expect(lines).toEqual(['not ready: ClickHouse', 'ready again'])
})
