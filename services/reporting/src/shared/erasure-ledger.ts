import type { StoredErasure } from '@weir/contracts'

/**
 * Requests to erase somebody, kept apart from the data: a backup of the data does not know of those
 * that came after it.
 */
export interface ErasureLedger {
  /** Resolves when they are on disk. Of several with one id the last counts. */
  note(requests: readonly { id: string; request: StoredErasure }[]): Promise<void>
}
