import kafkajs from 'kafkajs'
import type { Kafka, KafkaConfig, LogEntry } from 'kafkajs'

/** How to reach Kafka. */
export interface KafkaConnection {
  /** `host:port` of some brokers; the others are learned from them. */
  brokers: string[]
  /** Shown in the brokers' logs and metrics. */
  clientId: string
  /** TLS, credentials and sockets of another kind, as kafkajs takes them. */
  transport?: Pick<KafkaConfig, 'ssl' | 'sasl' | 'socketFactory'>
  /**
   * Told of what goes wrong and is tried again, each kind once in 30 s. Nothing is logged
   * otherwise.
   */
  onTrouble?: Trouble
}

export type Trouble = (message: string, details: Record<string, unknown>) => void

const OF_KAFKAJS = 'kafkajs: '

/**
 * What kafkajs says of its own accord tells the details of what we say: all of it is one kind of
 * trouble.
 */
export function kindOfTrouble(message: string): string {
  return message.startsWith(OF_KAFKAJS) ? OF_KAFKAJS : message
}

/** One request; kafkajs waits 30 s by default, far longer than our callers wait. */
export const REQUEST_TIMEOUT_MS = 3_000

/**
 * kafkajs tries little by itself: whatever is tried again is tried by us, with a new producer,
 * admin or consumer, because its own retries lose or reorder records (kafkajs issues 598 and 1303).
 */
export function createKafkaClient({ brokers, clientId, transport, onTrouble }: KafkaConnection): Kafka {
  const logCreator =
    () =>
    ({ namespace, log }: LogEntry): void =>
      onTrouble?.(`${OF_KAFKAJS}${namespace}: ${log.message}`, { ...log })
  return new kafkajs.Kafka({
    ...transport,
    brokers,
    clientId,
    connectionTimeout: REQUEST_TIMEOUT_MS,
    authenticationTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    // One try for each of the brokers named, so that a dead one among them does not keep us out.
    retry: { retries: Math.max(2, brokers.length), initialRetryTime: 50, maxRetryTime: 500 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator,
  })
}
