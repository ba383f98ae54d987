import { randomBytes } from 'node:crypto'

export interface BrokerPlace {
  /** From 1: 0 is no node id that every tool likes. */
  id: number
  /** Where clients reach it. */
  host: string
  port: number
  /** Where the other brokers reach it. */
  peerHost: string
  peerPort: number
  controllerPort: number
}

/**
 * 16 random bytes in the alphabet that Kafka wants; its tools take one that begins with a dash for
 * an option.
 */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? newClusterId() : id
}

/**
 * Settings of one broker that is its own controller too (KRaft). What differs from the defaults
 * makes it small, starts groups without the three seconds of waiting for more members, and lets a
 * lost broker be noticed in 3 s (9 s by default).
 */
export function kafkaSettings(
  all: readonly BrokerPlace[],
  own: BrokerPlace,
  listenOn: string,
  dataDir: string,
): Map<string, string> {
  const copies = `${Math.min(3, all.length)}`
  return new Map([
    ['process.roles', 'broker,controller'],
    ['node.id', `${own.id}`],
    ['controller.quorum.voters', all.map((b) => `${b.id}@${b.peerHost}:${b.controllerPort}`).join(',')],
    [
      'listeners',
      `CLIENTS://${listenOn}:${own.port},PEERS://${listenOn}:${own.peerPort},CONTROLLER://${listenOn}:${own.controllerPort}`,
    ],
    ['advertised.listeners', `CLIENTS://${own.host}:${own.port},PEERS://${own.peerHost}:${own.peerPort}`],
    ['inter.broker.listener.name', 'PEERS'],
    ['controller.listener.names', 'CONTROLLER'],
    ['listener.security.protocol.map', 'CLIENTS:PLAINTEXT,PEERS:PLAINTEXT,CONTROLLER:PLAINTEXT'],
    ['log.dirs', dataDir],
    ['auto.create.topics.enable', 'false'],
    ['offsets.topic.replication.factor', copies],
    ['offsets.topic.num.partitions', '1'],
    ['transaction.state.log.replication.factor', copies],
    ['transaction.state.log.min.isr', '1'],
    ['share.coordinator.state.topic.replication.factor', copies],
    ['share.coordinator.state.topic.min.isr', '1'],
    ['group.initial.rebalance.delay.ms', '0'],
    ['group.min.session.timeout.ms', '1000'],
    ['broker.heartbeat.interval.ms', '500'],
    ['broker.session.timeout.ms', '3000'],
    ['num.network.threads', '2'],
    ['num.io.threads', '4'],
    ['background.threads', '2'],
    ['log.cleaner.dedupe.buffer.size', '4194304'],
    ['log.index.size.max.bytes', '1048576'],
  ])
}
