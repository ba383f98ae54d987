import { givenAddresses } from './config.ts'
import { dockerIsThere } from './docker.ts'
import { startKafkaInDocker } from './kafka-docker.ts'
import { startKafkaNatively } from './kafka-native.ts'
import type { KafkaServers } from './kafka-servers.ts'

export interface KafkaOptions {
  /** 1 unless told; 3 is the smallest number that survives the loss of one. */
  brokers?: 1 | 3
}

/**
 * Servers are taken from `WEIR_TEST_KAFKA`, else from Docker if an engine answers, else started as
 * processes of our own.
 */
export async function startKafka({ brokers = 1 }: KafkaOptions = {}): Promise<KafkaServers> {
  const given = givenAddresses('WEIR_TEST_KAFKA')
  if (given) return strangers(given)
  return (await dockerIsThere()) ? startKafkaInDocker(brokers) : startKafkaNatively(brokers)
}

function strangers(bootstrap: string[]): KafkaServers {
  const refuse = async (): Promise<void> => {
    throw new Error('WEIR_TEST_KAFKA names servers that are not ours to kill; unset it for the tests that do')
  }
  const leave = async (): Promise<void> => undefined
  return { bootstrap, kill: refuse, restart: refuse, stop: leave, [Symbol.asyncDispose]: leave }
}
