import { tempFolder, seededRandom } from '@weir/testkit'
import type { Hit } from '@weir/contracts'
import { preparePipeline } from '../parts/pipeline.ts'
import type { StoreKind } from '../parts/pipeline.ts'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'
import { drawPerson, eventName, hitOf, HUNDRED, segmentsOf, somebody } from '../traffic.ts'

export type PipelineWorker = {
  /** Hits in the log until they are folded and their facts and memberships are in the log. */
  measure(stores: StoreKind, hits: number, people: number): Promise<{ seconds: number; cpuUs: number }>
}

const START = Date.UTC(2026, 0, 1)
const SPAN_MS = 30 * 86_400_000

const handlers: PipelineWorker = {
  async measure(stores, hits, people) {
    await using folder = await tempFolder('bench-pipeline')
    const pipeline = await preparePipeline({
      stores,
      folder: folder.path,
      clock: 'event',
      now: START,
      segments: segmentsOf(HUNDRED),
      hits: traffic(hits, people),
    })
    const segmenter = pipeline.start()
    const result = await timed(() => segmenter.drained())
    await segmenter.close()
    await pipeline.close()
    return result
  },
}

function* traffic(hits: number, people: number): Generator<Hit> {
  const random = seededRandom(7)
  for (let i = 0; i < hits; i++) {
    const at = START + Math.floor((SPAN_MS * i) / hits)
    yield hitOf(eventName(random.int(HUNDRED.names)), somebody(drawPerson(random, people)).identifiers, `event-${i}`, at)
  }
}

answerParent(handlers)
