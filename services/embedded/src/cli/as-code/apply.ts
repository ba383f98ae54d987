// Held by tests/e2e/segments-as-code.e2e.test.ts and tests/e2e/schedules-as-code.e2e.test.ts
import { print, printError } from '../../print.ts'
import { apiError } from '../client.ts'
import type { ApiClient } from '../client.ts'
import { confirm } from '../confirm.ts'
import { UsageError } from '../usage-error.ts'
import type { DefinitionKind, FileDefinition } from './definition.ts'
import { changes, describePlan, planOf } from './plan.ts'
import type { PlanStep } from './plan.ts'

export interface ApplyOptions {
  /** Deletes those that have no file. */
  prune: boolean
  /** Asks nobody. */
  yes: boolean
  /** Shows the plan and stops. */
  planOnly: boolean
}

/** The exit code of a plan that would change something, as scripts know it from other tools. */
const WOULD_CHANGE = 2

/** Makes those of the service be as defined. @returns the exit code. */
export async function applyFolder<I extends object, P extends I & { id: string }>(
  kind: DefinitionKind<I, P>,
  client: ApiClient,
  defined: readonly FileDefinition<I>[],
  options: ApplyOptions,
): Promise<number> {
  const steps = planOf(kind, defined, await kind.presentOf(client), options.prune)
  print(describePlan(steps))
  if (options.planOnly) return changes(steps) ? WOULD_CHANGE : 0
  if (changes(steps)) {
    if (!options.yes && !(await confirm('Apply this?'))) {
      printError('nothing was changed')
      return 1
    }
    await perform(client, kind.path, steps)
  }
  const ids = new Set(defined.map(({ id }) => id))
  print()
  print(kind.table((await kind.presentOf(client)).filter(({ id }) => ids.has(id))))
  return 0
}

/**
 * One after the other: the answer for a segment comes when it is followed.
 * @throws UsageError that says how far it came.
 */
async function perform(client: ApiClient, path: string, steps: readonly PlanStep<object>[]): Promise<void> {
  const todo = steps.filter(({ kind }) => kind !== 'unchanged')
  for (const [done, step] of todo.entries()) {
    const id = step.kind === 'delete' ? step.id : step.definition.id
    try {
      await performOne(client, step, `${path}/${id}`)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const progress = `${done} of ${todo.length} changes were made; the same command makes the others`
      throw new UsageError(`${id}: ${error.message}\n${progress}`, { cause: error })
    }
  }
}

async function performOne(client: ApiClient, step: PlanStep<object>, path: string): Promise<void> {
  if (step.kind !== 'delete') {
    await client.json('PUT', path, step.definition.input)
    return
  }
  const response = await client.send('DELETE', path)
  // Gone already is what was wanted.
  if (!response.ok && response.status !== 404) throw await apiError(response)
}
