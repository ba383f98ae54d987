import { describe, expect, it } from 'vitest'
import { blobSuite } from './contract/blobs.ts'
import { commitSuite, durableSuite } from './contract/commits.ts'
import { expirySuite } from './contract/expiry.ts'
import { declared } from './contract/harness.ts'
import type { OpenState, StateHarness, StateSupport } from './contract/harness.ts'
import { memberSuite } from './contract/members.ts'
import { outboxSuite } from './contract/outbox.ts'
import { timerSuite } from './contract/timers.ts'

export type { OpenState, StateHarness, StateSupport }

/**
 * What every StateStore must do. An adapter's test is: `describeStateStore('lmdb', open, { durable:
 * true })`. What it cannot do it says in `supports`; those promises are not tested, and the report
 * names them.
 */
export function describeStateStore(name: string, open: OpenState, supports: StateSupport): void {
  describe(`state store: ${name}`, () => {
    it(`claims ${declared(supports)}`, () => {
      expect(Object.values(supports).every((value) => typeof value === 'boolean')).toBe(true)
    })
    commitSuite(open)
    if (supports.durable) durableSuite(open)
    blobSuite(open)
    timerSuite(open)
    memberSuite(open)
    outboxSuite(open, supports)
    expirySuite(open)
  })
}
