import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { brokerCommand, KAFKA_HOST, KAFKA_START_MS, prepareBroker } from '../servers/kafka-process.ts'
import { newClusterId } from '../servers/kafka-settings.ts'
import { startDetached } from './detached.ts'
import type { StackServer } from './server.ts'

/** One broker, its own controller. */
export const kafkaServer: StackServer = {
  name: 'kafka',
  label: 'Kafka',
  defaultPort: 9092,
  async start(folder, port, remember) {
    // Only the broker talks to itself there, so these may change from start to start.
    const [peerPort, controllerPort] = [await freePort(), await freePort()]
    const place = { id: 1, host: KAFKA_HOST, port, peerHost: KAFKA_HOST, peerPort, controllerPort }
    await prepareBroker(folder, newClusterId(), [place], place)
    const program = await brokerCommand(folder, place)
    const logPath = join(folder, 'server.log')
    return startDetached({ name: 'Kafka', ...program, port, logPath, startMs: KAFKA_START_MS, remember })
  },
  settings: async (_folder, port) => ({ KAFKA_BROKERS: `${KAFKA_HOST}:${port}` }),
}
