import { expect, test } from 'vitest'
import { raceLedgers } from '../support/ledger-race.ts'

test('every ledger has the removal of everybody who withdrew', async () => {
  expect(await raceLedgers(120)).toMatchObject({ withdrawals: 120, late: 0 })
})
