import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import kafkajs from 'kafkajs'
import { TOPICS } from '@weir/contracts'
import type { OpenLog } from '@weir/eventlog/contract'
import { openKafkaLog } from '@weir/eventlog/kafka'
import type { KafkaLogOptions } from '@weir/eventlog/kafka'

/** A log of its own on these servers; its topics go with it. */
export function kafkaLogs(brokers: () => string[], more: Partial<KafkaLogOptions> = {}): OpenLog {
  return async ({ partitions }) => {
    const prefix = `${randomUUID().slice(0, 8)}.`
    const options = { brokers: brokers(), clientId: 'weir-test', partitions, prefix, sessionTimeoutMs: 6_000, ...more }
    let log = await openKafkaLog(options)
    return {
      log,
      async reopen() {
        await log.close()
        log = await openKafkaLog(options)
        return log
      },
      async dispose() {
        await log.close()
        await dropTopics(options.brokers, prefix)
      },
    }
  }
}

export async function dropTopics(brokers: string[], prefix: string): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers, clientId: 'weir-test', logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  await admin.deleteTopics({ topics: Object.values(TOPICS).map((topic) => prefix + topic) })
  await admin.disconnect()
}

/**
 * Every connection goes to this port, whatever address the brokers give: that of a proxy in front
 * of a single broker.
 */
export function through(port: number): NonNullable<KafkaLogOptions['transport']> {
  return { socketFactory: ({ onConnect }) => connect(port, '127.0.0.1', onConnect) }
}
