import { describeStateStore } from '@weir/state/contract'
import { createMemoryState } from '@weir/state/memory'

describeStateStore(
  'memory',
  async ({ partitions }) => {
    const store = createMemoryState({ partitions })
    return { store, dispose: () => store.close() }
  },
  { durable: false },
)
