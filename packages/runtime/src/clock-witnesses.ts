import { OutageError } from '@weir/contracts'
import type { Clock } from './clock.ts'
import { SKEW_MS_MAX } from './clock-watch.ts'
import type { Logger } from './logger.ts'
import { Gauge } from './metrics.ts'
import type { Registry } from './metrics.ts'
import { within } from './waits.ts'

/** Another machine that can be asked what time it is. */
export interface ClockWitness {
  /** For texts: "Redis at 10.0.0.7:6379". */
  name: string
  /** Unix ms. Rejects when it is not in reach. */
  now(): Promise<number>
}

/** What other machines say of this one's clock. */
export interface ClockWitnesses {
  /** Who contradicts, and what each says; undefined while they do not. */
  trouble(): string | undefined
  /** Resolves when all have answered once, at the latest after so long, ms. */
  heard(withinMs: number): Promise<void>
  close(): void
}

export interface ClockWitnessDeps {
  clock: Clock
  witnesses: readonly ClockWitness[]
  logger: Logger
  registry: Registry
}

const LOOK_MS = 60_000
/** The same while one contradicts, or none has answered: what was put right is seen soon. */
const SOON_MS = 5_000
/** And before each has answered once. */
const FIRST_MS = 100
const ANSWER_MS_MAX = 2_000

/**
 * Asks other machines for the time, at the start and once a minute. A clock that was wrong before
 * this process began looks right from inside. The system's clock is contradicted when at least as
 * many differ from it by more than {@link SKEW_MS_MAX} as agree; who does not answer says nothing.
 */
export function hearWitnesses({ clock, witnesses, logger, registry }: ClockWitnessDeps): ClockWitnesses {
  if (clock.kind !== 'system' || witnesses.length === 0)
    return { trouble: () => undefined, heard: async () => undefined, close: () => undefined }
  /** By how much each was ahead when it was last asked, ms; undefined when it did not answer. */
  const ahead = new Map<ClockWitness, number | undefined>()
  const off: Gauge = new Gauge({
    name: 'weir_clock_off_seconds',
    help: 'How far the clock of this process is ahead of another machine; no value while that does not answer.',
    labelNames: ['witness'],
    registers: [registry],
    collect() {
      off.reset()
      for (const [{ name }, ms] of ahead) if (ms !== undefined) off.set({ witness: name }, -ms / 1000)
    },
  })
  const trouble = (): string | undefined => {
    const answers = [...ahead].flatMap(([{ name }, ms]) => (ms === undefined ? [] : [{ name, ms }]))
    const against = answers.filter(({ ms }) => Math.abs(ms) > SKEW_MS_MAX)
    if (against.length === 0 || answers.length > 2 * against.length) return undefined
    const now = clock.now()
    const says = answers.map(({ name, ms }) => `${name} says ${instant(now + ms)}`)
    return `the clock of this machine says ${instant(now)}, ${says.join(', ')}: put right the one that is wrong. Until they agree nothing is stamped with this time`
  }
  const isHeard = (): boolean => everHeard.size === witnesses.length
  const everHeard = new Set<ClockWitness>()
  let closed = false
  let timer: NodeJS.Timeout | undefined
  const ask = async (witness: ClockWitness): Promise<void> => {
    const before = clock.now()
    // A witness that does not answer says nothing of the time; readiness tells who was never heard.
    const said = await inTime(witness.now()).catch(() => undefined)
    if (said !== undefined) everHeard.add(witness)
    ahead.set(witness, said === undefined ? undefined : said - (before + clock.now()) / 2)
  }
  const look = async (): Promise<void> => {
    const before = trouble()
    await Promise.all(witnesses.map(ask))
    const found = trouble()
    if (found !== undefined && before === undefined) logger.error({ clock: found }, 'other machines contradict the clock')
    if (found === undefined && before !== undefined) logger.info('no other machine contradicts the clock any more')
  }
  const goOn = async (): Promise<void> => {
    await look()
    if (closed) return
    const none = [...ahead.values()].every((ms) => ms === undefined)
    timer = setTimeout(() => void goOn(), none || trouble() !== undefined ? SOON_MS : LOOK_MS).unref()
  }
  void goOn()
  return {
    trouble,
    async heard(withinMs) {
      const until = performance.now() + withinMs
      const left = (): number => Math.max(0, until - performance.now())
      for (; !isHeard() && left() > 0; await pause(Math.min(FIRST_MS, left()))) await Promise.race([look(), pause(left())])
      if (!isHeard()) logger.warn('not every machine that can be asked the time has answered: the clock of this one is believed')
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

/** @throws OutageError while others contradict the clock, with who says what. */
export async function mustBeBelieved(witnesses: ClockWitnesses): Promise<void> {
  const found = witnesses.trouble()
  if (found !== undefined) throw new OutageError(found)
}

/** The clock, in doubt also when others contradict it. */
export function doubted(clock: Clock, witnesses: ClockWitnesses): Clock {
  return { ...clock, trouble: () => witnesses.trouble() ?? clock.trouble() }
}

/**
 * The same clock, which stands still while others contradict it (at 0 if they always have): log
 * time is a running maximum, so it is not moved by what is stamped meanwhile.
 */
export function standing(clock: Clock, witnesses: ClockWitnesses): Clock {
  let believed = 0
  const now = (): number => (witnesses.trouble() === undefined ? (believed = clock.now()) : believed)
  return { ...doubted(clock, witnesses), now, receive: (at) => (clock.kind === 'system' ? now() : clock.receive(at)) }
}

function instant(ms: number): string {
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function inTime<T>(answer: Promise<T>): Promise<T> {
  return within(answer, ANSWER_MS_MAX, () => {
    throw new Error('no answer')
  })
}
