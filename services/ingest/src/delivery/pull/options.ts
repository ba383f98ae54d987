import type { Clock } from '@weir/runtime'

/** How reports are fetched. */
export interface PullOptions {
  /** The address of the platform, in front of `/open_api`. */
  url: string
  /** What tells when a fetch is due: the platform's days are those of the world. */
  clock: Clock
  /** How often it is looked which sources are due, ms. */
  lookMs?: number
  /** How long a claim waits for the claims of other processes, ms. */
  settleMs?: number
  /** Pauses between two tries of one page, ms. */
  pauses?: { min: number; max: number }
  /** Reads a variable with a token. Default: of the process. */
  variable?: (name: string) => string | undefined
}
