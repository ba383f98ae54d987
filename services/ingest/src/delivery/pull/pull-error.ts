// Held by puller.test.ts
import type { PullFault } from '@weir/contracts'

/** A fetch that failed, with what has to be done. Its message is shown, and has no secret. */
export class PullError extends Error {
  readonly fault: PullFault

  constructor(fault: PullFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PullError'
    this.fault = fault
  }

  /** Whether trying again may help although nobody does anything. */
  get passes(): boolean {
    return this.fault === 'unavailable' || this.fault === 'here'
  }
}
