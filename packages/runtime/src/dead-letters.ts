import { Counter } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Topic } from '@weir/contracts'
import type { Logger } from './logger.ts'

/** Where a record is that could not be read or used, and why; `reason` quotes nothing of it. */
export interface DeadLetter {
  topic: Topic
  partition: number
  offset: number
  /** For the log, if there is more to say than the place. */
  kind?: string
  reason: unknown
}

const made = new WeakMap<Registry, Counter<'topic'>>()

/**
 * Counts and tells of records that are put aside: one counter per registry, whoever reads the
 * topic.
 */
export function createDeadLetters(logger: Logger | undefined, registry: Registry | undefined): (record: DeadLetter) => void {
  const counter = registry && counterOf(registry)
  return ({ topic, partition, offset, kind, reason }) => {
    counter?.inc({ topic })
    const about = { topic, partition, offset, ...(kind === undefined ? {} : { kind }) }
    const why = reason instanceof Error ? { err: reason } : { reason }
    logger?.error({ ...about, ...why }, 'a record could not be used and was put aside; its neighbours were taken')
  }
}

function counterOf(registry: Registry): Counter<'topic'> {
  const counter =
    made.get(registry) ??
    new Counter({
      name: 'weir_records_put_aside_total',
      help: 'Records of the log that could not be read or used, by topic; they stay in the log.',
      labelNames: ['topic'],
      registers: [registry],
    })
  made.set(registry, counter)
  return counter
}
