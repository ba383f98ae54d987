// Held by ../exposure-policies/route.test.ts
import { WeirError } from '@weir/contracts'
import type { ExposurePolicy, StoredDestination } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { policySegmentId } from '../segments/shared/managed.ts'

type Config = ReportingDeps['config']

/** Of the audience that a policy keeps beside a destination: `exposure.<policy>.<destination>`. */
export const EXCLUSION_ID = /^exposure\.[a-z0-9][a-z0-9_-]{0,54}\.[a-z0-9][a-z0-9_-]{0,63}$/

const AUDIENCE_NAME_MAX = 70

export function exclusionId(policy: string, destination: string): string {
  return `exposure.${policy}.${destination}`
}

/** @throws WeirError conflict for an audience that a policy keeps. */
export function mustNotBeExclusion(id: string): void {
  if (!EXCLUSION_ID.test(id)) return
  const [, policy] = id.split('.')
  throw new WeirError(
    'conflict',
    `this destination belongs to the exposure policy "${policy}": change /v1/exposure-policies/${policy}`,
  )
}

/** @throws WeirError conflict for a destination beside which a policy keeps an audience. */
export function mustNotBeNamed(config: Config, destination: string): void {
  const policy = config.exposurePolicies().find(({ destinations }) => destinations.includes(destination))
  if (policy)
    throw new WeirError(
      'conflict',
      `the exposure policy "${policy.id}" names this destination: take it out of "destinations" first`,
    )
}

/** @throws WeirError conflict while an audience of before, of the same id, is being removed. */
export function mustNotBeEnding(config: Config, policy: string, destinations: readonly string[]): void {
  const id = destinations.map((one) => exclusionId(policy, one)).find((one) => config.destination(one)?.deleting)
  if (id !== undefined)
    throw new WeirError('conflict', `the audience "${id}" of before is still being removed: try again when it is gone`)
}

/**
 * Keeps the audiences of a policy: where it names a destination, people over the cap are sent to
 * the same place, with the same secrets, as an audience of their own. Those that are named no more
 * go, with what they have there.
 */
export async function keepExclusions(config: Config, policy: ExposurePolicy, now: number): Promise<void> {
  const named = new Set(policy.destinations.map((id) => exclusionId(policy.id, id)))
  for (const id of policy.destinations) {
    const destination = config.destination(id)
    if (destination) await keepExclusion(config, policy, destination, now)
  }
  await endExclusions(config, policy.id, (id) => !named.has(id))
}

/** A destination has changed: so do the audiences that policies keep beside it. */
export async function followDestination(config: Config, id: string, now: number): Promise<void> {
  const destination = config.destination(id)
  if (!destination) return
  for (const policy of config.exposurePolicies())
    if (policy.destinations.includes(id)) await keepExclusion(config, policy, destination, now)
}

/** Ends audiences of a policy; they go once what is there has been removed. */
export async function endExclusions(config: Config, policy: string, isMeant: (id: string) => boolean): Promise<void> {
  for (const { id, ...stored } of config.destinations())
    if (id.startsWith(exclusionId(policy, '')) && isMeant(id) && !stored.deleting)
      await config.put(`destination:${id}`, { ...stored, deleting: true })
}

async function keepExclusion(config: Config, policy: ExposurePolicy, source: StoredDestination, now: number): Promise<void> {
  const id = exclusionId(policy.id, source.id)
  const before = config.destination(id)
  if (before?.deleting) return
  const { id: _, sync: _sync, created_at: _at, deleting: _deleting, ...copied } = source
  await config.put(`destination:${id}`, {
    ...copied,
    name: `${policy.name}: leave out (${source.name})`.slice(0, 200),
    ...((source.kind === 'tiktok_streaming' || source.kind === 'tiktok_file') && {
      audience_name: `Leave out: ${policy.name}`.slice(0, AUDIENCE_NAME_MAX),
    }),
    segment: policySegmentId(policy.id),
    created_at: before?.created_at ?? now,
    ...(before?.sync && { sync: before.sync }),
  })
}
