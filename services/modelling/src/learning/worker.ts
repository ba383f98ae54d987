import { parentPort } from 'node:worker_threads'
import { predict, trainAndExamine } from '@weir/scoring'
import type { ExamplePart, Examination, ScoreModel } from '@weir/scoring'

/** What the thread is told to do. A model that is used often is sent once. */
export type Task =
  | { kind: 'train'; parts: [ExamplePart, ExamplePart, ExamplePart] }
  | { kind: 'take'; model: ScoreModel }
  | { kind: 'predict'; columns: Float64Array[] }

export type TaskResult =
  | { kind: 'trained'; model: ScoreModel; examination: Examination }
  | { kind: 'taken' }
  | { kind: 'predicted'; chances: Float64Array }
  | { kind: 'refused'; reason: string }

let taken: ScoreModel | undefined

function answer(task: Task): TaskResult {
  switch (task.kind) {
    case 'train':
      try {
        return { kind: 'trained', ...trainAndExamine(...task.parts) }
      } catch (error) {
        // Too few of one kind; anything else ends the thread, and whoever waits is told.
        if (error instanceof RangeError) return { kind: 'refused', reason: error.message }
        throw error
      }
    case 'take':
      taken = task.model
      return { kind: 'taken' }
    case 'predict':
      if (!taken) throw new Error('there is no model to predict by')
      return { kind: 'predicted', chances: predict(taken, task.columns) }
  }
}

parentPort?.on('message', (task: Task) => {
  // oxlint-disable-next-line require-post-message-target-origin -- threads have no origins
  parentPort?.postMessage(answer(task))
})
