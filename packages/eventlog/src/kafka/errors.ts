import { OutageError } from '@weir/contracts'

/**
 * Records that a consumer had not seen yet are gone from the log: nothing may be skipped in
 * silence, so it stops.
 */
export class LogGapError extends Error {
  override readonly name = 'LogGapError'
}

/**
 * Records are waiting and the consumer gets none of them: kafkajs has stopped without saying so. A
 * restart helps.
 */
export class ConsumerStalledError extends OutageError {
  override readonly name = 'ConsumerStalledError'
}

/**
 * Kafka did not do it within the deadline. For an append: any of its records may be there or not.
 */
export class KafkaUnavailableError extends OutageError {
  override readonly name = 'KafkaUnavailableError'
}

/**
 * Whether Kafka has answered that it will never do this (too large, not allowed): trying again is
 * of no use.
 */
export function isFinal(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.name === 'KafkaJSProtocolError') return 'retriable' in at && at.retriable === false
  }
  return false
}
