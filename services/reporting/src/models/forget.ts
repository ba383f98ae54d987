// Held by route.test.ts
import { isUnderWay, leavesOf, WeirError } from '@weir/contracts'
import type { ModelRun } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { inTurn } from '../thresholds/publish.ts'

/**
 * Forgets a model or a lookalike with what its scores are compared with. Scores that people have
 * stay: no rule reads them any more.
 * @throws WeirError not_found; conflict while something is done with it, or a rule compares with
 *   it.
 */
export async function forgetLearnt(
  { config }: Pick<ReportingDeps, 'config'>,
  kind: 'model' | 'lookalike',
  id: string,
): Promise<void> {
  await inTurn({ config }, async () => {
    const stored = kind === 'model' ? config.models().get(id) : config.lookalikes().get(id)
    if (!stored) throw new WeirError('not_found', `there is no ${kind} of this id`)
    mustRest(stored)
    const users = config.segments().filter(({ rule }) =>
      leavesOf(rule).some((leaf) => {
        if (leaf.kind === 'score') return kind === 'model' && leaf.condition.score === id
        return leaf.kind === 'lookalike' && kind === 'lookalike' && leaf.condition.lookalike === id
      }),
    )
    if (users.length > 0)
      throw new WeirError('conflict', `segments compare with it: ${users.map((segment) => segment.id).join(', ')}`)
    const key = `${kind}:${id}`
    const threshold = config.threshold(key) ? [{ key: `threshold:${key}`, value: undefined }] : []
    await config.putAll([...threshold, { key, value: undefined }])
  })
}

/** @throws WeirError conflict while something is done with it. */
export function mustRest(stored: { run: ModelRun } | undefined): void {
  if (stored && isUnderWay(stored.run))
    throw new WeirError(
      'conflict',
      `it is ${stored.run.state === 'asked' ? 'waiting for its turn' : stored.run.state}: ask again when that is done`,
    )
}
