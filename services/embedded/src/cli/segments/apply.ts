import { print, printError } from '../../print.ts'
import { apiError } from '../client.ts'
import type { ApiClient } from '../client.ts'
import { confirm } from '../confirm.ts'
import { UsageError } from '../usage-error.ts'
import { presentSegments, segmentTable } from './answer.ts'
import type { DefinedSegment } from './definition-file.ts'
import { changes, describePlan, planOf } from './plan.ts'
import type { PlanStep } from './plan.ts'

export interface ApplyOptions {
  /** Deletes segments that have no file. */
  prune: boolean
  /** Asks nobody. */
  yes: boolean
  /** Shows the plan and stops. */
  planOnly: boolean
}

/** The exit code of a plan that would change something, as scripts know it from other tools. */
const WOULD_CHANGE = 2

/** Makes the service's segments those that are defined. @returns the exit code. */
export async function applySegments(
  client: ApiClient,
  defined: readonly DefinedSegment[],
  options: ApplyOptions,
): Promise<number> {
  const steps = planOf(defined, await presentSegments(client), options.prune)
  print(describePlan(steps))
  if (options.planOnly) return changes(steps) ? WOULD_CHANGE : 0
  if (changes(steps)) {
    if (!options.yes && !(await confirm('Apply this?'))) {
      printError('nothing was changed')
      return 1
    }
    await perform(client, steps)
  }
  const ids = new Set(defined.map(({ id }) => id))
  print()
  print(segmentTable((await presentSegments(client)).filter(({ id }) => ids.has(id))))
  return 0
}

/**
 * One after the other: an answer comes when the segment is followed.
 * @throws UsageError that says how far it came.
 */
async function perform(client: ApiClient, steps: readonly PlanStep[]): Promise<void> {
  const todo = steps.filter(({ kind }) => kind !== 'unchanged')
  for (const [done, step] of todo.entries()) {
    const id = step.kind === 'delete' ? step.id : step.segment.id
    try {
      await performOne(client, step, `/v1/segments/${id}`)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const progress = `${done} of ${todo.length} changes were made; the same command makes the others`
      throw new UsageError(`${id}: ${error.message}\n${progress}`, { cause: error })
    }
  }
}

async function performOne(client: ApiClient, step: PlanStep, path: string): Promise<void> {
  if (step.kind !== 'delete') {
    await client.json('PUT', path, step.segment.input)
    return
  }
  const response = await client.send('DELETE', path)
  // Gone already is what was wanted.
  if (!response.ok && response.status !== 404) throw await apiError(response)
}
