import type { Topic } from '@weir/contracts'
import type { Consumer } from '@weir/eventlog'
import { Gauge } from './metrics.ts'
import type { Registry } from './metrics.ts'

interface Watched {
  topic: Topic
  consumer: Pick<Consumer, 'lag'>
}

const watching = new WeakMap<Registry, Set<Watched>>()

/**
 * Shows how far a consumer is behind, until it has stopped: `weir_consumer_lag_records` by topic
 * and partition.
 */
export function watchLag(registry: Registry, topic: Topic, consumer: Pick<Consumer, 'lag' | 'done'>): void {
  const all = watching.get(registry) ?? begin(registry)
  const watched = { topic, consumer }
  all.add(watched)
  const forget = (): void => void all.delete(watched)
  consumer.done.then(forget, forget)
}

function begin(registry: Registry): Set<Watched> {
  const all = new Set<Watched>()
  watching.set(registry, all)
  const gauge: Gauge = new Gauge({
    name: 'weir_consumer_lag_records',
    help: 'Records of the topic that are not handled yet, in the partitions that this process serves.',
    labelNames: ['topic', 'partition'],
    registers: [registry],
    async collect() {
      gauge.reset()
      for (const { topic, consumer } of all)
        for (const [partition, records] of await consumer.lag()) gauge.set({ topic, partition }, records)
    },
  })
  return all
}
