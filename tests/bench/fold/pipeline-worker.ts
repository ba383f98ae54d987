import { tempFolder } from '@weir/testkit'
import { preparePipeline } from '../parts/pipeline.ts'
import type { StoreKind } from '../parts/pipeline.ts'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'
import { churnSegments, churnTraffic, MAKING } from './churn.ts'
import type { Churn } from './churn.ts'

export type PipelineWorker = {
  /**
   * So many hits in the log, of people who are known, until they are folded and their facts and
   * memberships are in the log.
   */
  measure(stores: StoreKind, churn: Churn, hits: number): Promise<{ seconds: number; cpuUs: number }>
}

const handlers: PipelineWorker = {
  async measure(stores, churn, count) {
    await using folder = await tempFolder('bench-pipeline')
    const hits = Array.from(churnTraffic(count), ({ hit }) => hit)
    const pipeline = await preparePipeline({
      stores,
      folder: folder.path,
      clock: 'event',
      now: hits[0]!.received_at,
      segments: churnSegments(churn),
      hits: hits.slice(0, MAKING),
    })
    const segmenter = pipeline.start()
    await segmenter.drained()
    await segmenter.close()
    await pipeline.append(hits.splice(MAKING))
    const measured = pipeline.start()
    const result = await timed(() => measured.drained())
    await measured.close()
    await pipeline.close()
    return result
  },
}

answerParent(handlers)
