import type { FoldMeta } from './evaluate/meta.ts'

/** How many timers, or people of a sweep, one turn takes. */
export const SLICE = 1000
/**
 * So many turns may be under way at once: records that arrive meanwhile wait for them. Behind every
 * thousand unread records one more is allowed, or a partition that lags would hardly have any.
 */
const TURNS = 4
const TURNS_MAX = 100
const RECORDS_PER_TURN = 1_000

/** What the owner of a partition does next, when it reads a tick. */
type NextTurn =
  /** Fires one slice of the timers that are due. */
  | { do: 'timers' }
  /** Reconciles one slice of people with the definitions in force, from this ordinal on. */
  | { do: 'sweep'; from: number }
  /** Begins the rollout of the queued definitions: nothing is in their way any more. */
  | { do: 'begin' }
  /** Sends one slice of the records again that waited for definitions to be in force. */
  | { do: 'release' }
  | { do: 'none' }

/** What the decision depends on. */
interface TurnContext {
  readonly meta: Readonly<Pick<FoldMeta, 'sweep' | 'queued' | 'pending' | 'people' | 'inviting' | 'held'>>
  /** A lower bound of the earliest armed timer, Unix ms. */
  readonly earliestDue: number
}

/** Timers come first, under the definitions in force. @param now log time, Unix ms. */
export function nextTurn({ meta, earliestDue }: TurnContext, now: number): NextTurn {
  if (earliestDue <= now) return { do: 'timers' }
  if (meta.sweep !== undefined) return { do: 'sweep', from: meta.sweep }
  if (canBegin(meta)) return { do: 'begin' }
  if (canRelease(meta)) return { do: 'release' }
  return { do: 'none' }
}

/** Persons are united under one set of definitions: new ones wait for invitations under way. */
function canBegin({ queued, pending, inviting }: TurnContext['meta']): boolean {
  return queued !== undefined && pending === undefined && inviting === 0
}

function canRelease({ queued, pending, held }: TurnContext['meta']): boolean {
  return queued === undefined && pending === undefined && held.first < held.next
}

/** What the number of turns depends on. */
interface TurnBounds {
  partitions: number
  /** People or timers per turn. */
  slice: number
  /** Whether the last turn of timers took a whole slice: more are due. */
  hasMoreTimers: boolean
  /** So many records are still to be read. */
  behind: number
}

/** How many turns may be under way at `now`, log time. */
export function turnsWanted(context: TurnContext, now: number, bounds: TurnBounds): number {
  const { sweep, people, held } = context.meta
  const most = Math.min(TURNS_MAX, TURNS + Math.floor(bounds.behind / RECORDS_PER_TURN))
  // The last turn of a sweep finds nobody left.
  const left = sweep === undefined ? 0 : Math.max(0, people - sweep / bounds.partitions)
  const slices = sweep === undefined ? 0 : Math.ceil(left / bounds.slice) + 1
  const due = context.earliestDue > now ? 0 : bounds.hasMoreTimers ? most : 1
  const begin = canBegin(context.meta) && sweep === undefined ? 1 : 0
  const releases = canRelease(context.meta) && sweep === undefined ? Math.ceil((held.next - held.first) / bounds.slice) : 0
  return Math.min(most, slices + due + begin + releases)
}
