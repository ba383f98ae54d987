import { describe, expect, it } from 'vitest'
import { appendSuite, denseSuite, durableSuite } from './contract/append.ts'
import { consumeSuite } from './contract/consume.ts'
import { declared } from './contract/harness.ts'
import type { LogHarness, LogSupport, OpenLog } from './contract/harness.ts'
import { groupSuite } from './contract/groups.ts'
import { trimSuite } from './contract/trim.ts'

export type { LogHarness, LogSupport, OpenLog }

/**
 * What every EventLog must do. An adapter's test is: `describeEventLog('lmdb', open, { durable:
 * true, dense: true, trim: true })`. What it cannot do it says in `supports`; those promises are
 * not tested, and the report names them.
 */
export function describeEventLog(name: string, open: OpenLog, supports: LogSupport): void {
  describe(`event log: ${name}`, () => {
    it(`claims ${declared(supports)}`, () => {
      expect(Object.values(supports).every((value) => typeof value === 'boolean')).toBe(true)
    })
    appendSuite(open)
    if (supports.dense) denseSuite(open)
    if (supports.durable) durableSuite(open)
    if (supports.trim) trimSuite(open, supports)
    consumeSuite(open)
    groupSuite(open)
  })
}
