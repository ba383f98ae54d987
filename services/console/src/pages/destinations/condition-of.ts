import type { DestinationShown } from '../../api/destination-queries.ts'

/** How a destination is, the worst thing first. */
export function destinationState({
  state,
  people,
  open_retractions: open,
  given_up: givenUp,
  syncing,
}: Pick<DestinationShown, 'state' | 'people' | 'open_retractions' | 'given_up' | 'syncing'>) {
  if (state === 'deleting') return 'deleting'
  if (people === null) return 'unknown'
  if ((open ?? 0) > 0) return state === 'paused' ? 'heldBack' : 'open'
  if (state === 'paused') return 'paused'
  if ((givenUp ?? 0) > 0) return 'givenUp'
  return syncing ? 'syncing' : 'inStep'
}
