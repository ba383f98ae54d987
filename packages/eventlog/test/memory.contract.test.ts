import { describeEventLog } from '@weir/eventlog/contract'
import { createMemoryLog } from '@weir/eventlog/memory'

describeEventLog(
  'memory',
  async ({ partitions }) => {
    const log = createMemoryLog({ partitions })
    return { log, dispose: () => log.close() }
  },
  { durable: false, dense: true, trim: true },
)
