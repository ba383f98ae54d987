import { afterAll, beforeAll } from 'vitest'
import { describeEventLog } from '@weir/eventlog/contract'
import { startKafka } from '@weir/testkit/servers'
import type { KafkaServers } from '@weir/testkit/servers'
import { kafkaLogs } from './support/kafka-log.ts'

let kafka: KafkaServers

beforeAll(async () => {
  kafka = await startKafka({ brokers: 1 })
})
afterAll(() => kafka.stop())

describeEventLog(
  'Kafka, one broker',
  kafkaLogs(() => kafka.bootstrap),
  { durable: true, dense: true, trim: true },
)
