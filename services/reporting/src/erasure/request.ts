import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { erasureKey, identifierDigest } from '@weir/contracts'
import type { Identifier, StoredErasure } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { findNamed, erasureNames } from './find.ts'

/** Names this process among those that see to erasures. */
export const RUNNER = randomUUID()

/**
 * So long a request that finds nobody waits for what was acknowledged before it to be folded, ms.
 * Beyond that the person is found when it is carried out.
 */
const FOLDED_MS = 5_000

/**
 * Takes a request to erase somebody. When it resolves, nobody gives them out any more: it is in the
 * control plane and in the ledger, and pages that were checked before have left.
 */
export async function requestErasure(
  deps: Pick<
    ReportingDeps,
    'config' | 'clock' | 'erased' | 'erasureLedger' | 'erasureAnswerMs' | 'lookupPerson' | 'decodePerson' | 'awaitFolded'
  > & { runner?: string; newId?: () => string },
  named: Identifier | string,
): Promise<{ id: string; request: StoredErasure }> {
  const { config, clock, erased, erasureLedger, erasureAnswerMs } = deps
  let { asked, person } = await findNamed(deps, named)
  if (!person && (await deps.awaitFolded(FOLDED_MS))) ({ asked, person } = await findNamed(deps, named))
  const id = (deps.newId ?? randomUUID)()
  const digest = typeof named === 'string' ? named : identifierDigest(named)
  const request: StoredErasure = {
    requested_at: clock.now(),
    asked: erased.seal(asked),
    ...erasureNames(erased, person ? [person] : [], [digest, ...asked]),
    found: person ? 1 : 0,
    stage: 'accepted',
    runner: deps.runner ?? RUNNER,
  }
  await erasureLedger?.note([{ id, request }])
  await config.put(erasureKey(id), request)
  if (erasureAnswerMs > 0) await sleep(erasureAnswerMs)
  return { id, request }
}
