import { OutageError, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import type { Random } from '@weir/testkit'

/**
 * What becomes of an append: it is done; it is refused; nobody knows (done, but the answer is an
 * error, or there is none for long).
 */
export type Fate = 'done' | 'refused' | 'unknown' | 'silent'

/** A process that is gone: nothing that it began goes on, and it never learns what became of it. */
export interface Life {
  isOver(): boolean
  end(): void
  /** Resolves at its end. */
  readonly ended: Promise<void>
}

export function beginLife(): Life {
  let over = false
  let settle = (): void => undefined
  const ended = new Promise<void>((resolve) => (settle = resolve))
  return {
    isOver: () => over,
    end() {
      over = true
      settle()
    },
    ended,
  }
}

export interface Shaky {
  /** How long the next append takes, ms, and its fate. */
  next: () => { ms: number; fate: Fate }
  life: Life
  random: Random
}

export interface ShakyLog extends EventLog {
  /** Keys and values of appends that have no answer yet, bytes: now, and at most. */
  held(): number
  heldMax(): number
  /** How many appends were refused, or had an unknown end. */
  faults(): number
}

/** An append without an answer gets one in the end, as the port has it. */
const DEADLINE_MS = 10_000

/**
 * A log in front of `durable` that fails as networks, disks and processes do. Times are those of
 * setTimeout.
 */
export function shakyLog(durable: EventLog, { next, life, random }: Shaky): ShakyLog {
  let held = 0
  let heldMax = 0
  let faults = 0
  const wait = async (ms: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    if (life.isOver()) await new Promise(() => undefined)
  }
  const size = (entries: readonly LogEntry[]): number =>
    entries.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + value.length, 0)

  const perform = async (topic: Topic, entries: readonly LogEntry[]): Promise<void> => {
    const { ms, fate } = next()
    if (fate !== 'done') faults++
    // It is written at one instant between the question and the answer; whoever dies before that
    // instant has not written.
    const share = random.next()
    await wait(ms * share)
    if (fate === 'done' || (fate !== 'refused' && random.chance(0.5))) await durable.append(topic, entries)
    await wait(fate === 'silent' ? DEADLINE_MS : ms * (1 - share))
    if (fate !== 'done') throw new OutageError(`the log is away (${fate})`)
  }
  return {
    ...durable,
    async append(topic, entries) {
      const bytes = size(entries)
      held += bytes
      heldMax = Math.max(heldMax, held)
      try {
        await perform(topic, entries)
      } finally {
        held -= bytes
      }
    },
    async end(topic, partition) {
      const { ms, fate } = next()
      await wait(ms)
      if (topic !== TOPICS.config && fate !== 'done') throw new OutageError('the log is away')
      return durable.end(topic, partition)
    },
    async read(topic, partition, from, max) {
      await wait(0)
      return durable.read(topic, partition, from, max)
    },
    async trim(topic, partition, before) {
      await wait(random.int(3))
      await durable.trim(topic, partition, before)
    },
    held: () => held,
    heldMax: () => heldMax,
    faults: () => faults,
  }
}
