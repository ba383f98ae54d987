// Held by route.test.ts
import { triggersOf, WeirError } from '@weir/contracts'
import type { Condition, FieldFault, JourneyInput } from '@weir/contracts'
import { compileJourney, journeyFaults } from '@weir/segmentation'
import type { JourneySegment } from '@weir/segmentation'
import { mustStand } from '../segments/crud/candidate.ts'
import type { ReportingDeps } from '../shared/deps.ts'

/** No segment can have this id. */
const TRIED = '(tried)'

/**
 * The segments of a journey.
 * @throws WeirError invalid_field, naming each field of the journey that cannot stand, and why.
 */
export function mustCompileJourney(config: ReportingDeps['config'], id: string, journey: JourneyInput): JourneySegment[] {
  const own = journeyFaults(id, journey)
  const faults = own.length > 0 ? own : [...triggerFaults(config, journey), ...partFaults(config, journey)]
  if (faults.length > 0) throw new WeirError('invalid_field', 'the journey has faults', { faults })
  return compileJourney(id, journey)
}

function triggerFaults(config: ReportingDeps['config'], journey: JourneyInput): FieldFault[] {
  const triggers = triggersOf(journey)
  return triggers.flatMap(({ step, destination, at }, i): FieldFault[] => {
    const told = config.destination(destination)
    if (!told) return [{ path: at, message: 'there is no destination with this id: store it first' }]
    if (told.kind !== 'webhook') return [{ path: at, message: 'is no webhook: name its segment in the destination instead' }]
    if (told.deleting) return [{ path: at, message: 'is being deleted' }]
    const isTwice = triggers.some((other, j) => j < i && other.step === step && other.destination === destination)
    return isTwice ? [{ path: at, message: 'is told of this step already' }] : []
  })
}

/** Each event and condition, tried by itself as the rule of a segment. */
function partFaults(config: ReportingDeps['config'], { entry, steps, exits, goal }: JourneyInput): FieldFault[] {
  const parts: { at: string; rule: Condition }[] = []
  const add = (at: string, rule: Condition | undefined): void => void (rule && parts.push({ at, rule }))
  if (entry.segment !== undefined) add('entry', { segment: entry.segment })
  for (const [i, step] of steps.entries()) add(`steps.${i}.if`, step.if)
  for (const [i, exit] of exits.entries()) add(`exits.${i}.if`, exit.if)
  add('goal.if', goal?.if)
  return parts.flatMap(({ at, rule }) => faultsOf(config, rule, at))
}

function faultsOf(config: ReportingDeps['config'], rule: Condition, at: string): FieldFault[] {
  try {
    mustStand(config, TRIED, { rule })
    return []
  } catch (error) {
    if (!(error instanceof WeirError) || error.code !== 'invalid_field') throw error
    return (error.faults ?? []).map((fault) => ({ ...fault, path: fault.path.replace(/^rule/, at) }))
  }
}
