// Held by ../journey-plans/route.test.ts
import { WeirError } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { EXCLUSION_ID } from './exclusions.ts'

/** @throws WeirError conflict where it is what a trigger makes of a destination. */
export function mustBeStored(id: string): void {
  if (EXCLUSION_ID.test(id)) return
  const [told, journey] = id.split('.')
  if (journey === undefined) return
  const message = `a trigger of the journey "${journey}" makes it of the destination "${told}": change one of these`
  throw new WeirError('conflict', message)
}

/** @throws WeirError conflict where a trigger tells it. */
export function mustNotBeTold(config: ReportingDeps['config'], id: string): void {
  const told = config.destinations().find((one) => one.id.startsWith(`${id}.`))
  if (!told) return
  const [, journey, step] = told.id.split('.')
  throw new WeirError('conflict', `the journey "${journey}" tells it of its step "${step}": take that trigger away first`)
}
