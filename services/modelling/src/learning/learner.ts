// Held by learner.test.ts
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ExamplePart, Examination, ScoreModel } from '@weir/scoring'
import { ModellingFault } from '../fault.ts'
import type { Task, TaskResult } from './worker.ts'

/** A thread that trains and predicts, while this one goes on serving. */
export interface Learner {
  /** @throws ModellingFault where there are too few examples of one kind. */
  train(parts: [ExamplePart, ExamplePart, ExamplePart]): Promise<{ model: ScoreModel; examination: Examination }>
  /** By which model chances are predicted from now on. */
  take(model: ScoreModel): Promise<void>
  predict(columns: Float64Array[]): Promise<Float64Array>
  /** Ends it whatever it does: what waits for an answer is rejected. */
  close(): Promise<void>
}

export function startLearner(): Learner {
  const worker = openWorker()
  let end: (error: Error) => void
  const ended = new Promise<never>((_, reject) => (end = reject))
  // Thrown where it is raced against the work.
  ended.catch(() => undefined)
  worker.once('error', (error) => end(error))
  worker.once('exit', () => end(new Error('the learning thread has ended')))
  let last: Promise<unknown> = Promise.resolve()

  /** One task at a time: answers come in the order of the tasks. */
  const ask = (task: Task, moved: readonly ArrayBufferLike[]): Promise<TaskResult> => {
    const run = async (): Promise<TaskResult> => {
      const answered = new Promise<TaskResult>((resolve) => worker.once('message', resolve))
      worker.postMessage(task, moved.filter(isOwn))
      return Promise.race([answered, ended])
    }
    const result = last.then(run, run)
    // Its failure is its caller's.
    last = result.catch(() => undefined)
    return result
  }
  const mustBe = <K extends TaskResult['kind']>(result: TaskResult, kind: K): Extract<TaskResult, { kind: K }> => {
    if (result.kind === 'refused') throw new ModellingFault(result.reason)
    if (result.kind !== kind) throw new Error(`the learning thread answered ${result.kind}`)
    // The kind tells the forms apart.
    // oxlint-disable-next-line no-unsafe-type-assertion -- narrowed by its kind
    return result as Extract<TaskResult, { kind: K }>
  }
  return {
    async train(parts) {
      const moved = parts.flatMap(({ columns, labels }) => [...columns.map(({ buffer }) => buffer), labels.buffer])
      const { model, examination } = mustBe(await ask({ kind: 'train', parts }, moved), 'trained')
      return { model, examination }
    },
    async take(model) {
      mustBe(await ask({ kind: 'take', model }, []), 'taken')
    },
    async predict(columns) {
      const moved = columns.map(({ buffer }) => buffer)
      return mustBe(await ask({ kind: 'predict', columns }, moved), 'predicted').chances
    },
    async close() {
      await worker.terminate()
    },
  }
}

/** What no other thread shares can be handed over without a copy. */
function isOwn(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer
}

/** From source a thread needs the same loader as we; built, it is plain JavaScript. */
function openWorker(): Worker {
  const fromSource = import.meta.url.endsWith('.ts')
  const entry = new URL(`./worker.${fromSource ? 'ts' : 'js'}`, import.meta.url)
  if (!fromSource) return new Worker(entry)
  const root = new URL('../../../../package.json', import.meta.url)
  // Not by its name: a resolver of requires finds the form for them.
  const loader = new URL('./esm/api/index.mjs', pathToFileURL(createRequire(root).resolve('tsx'))).href
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}) })`
  return new Worker(start, { eval: true, execArgv: ['--conditions=@weir/source'] })
}
