import { expect, test } from 'vitest'
import { raceLedgers, report } from '../support/ledger-race.ts'

const WITHDRAWALS = process.env['CHAOS'] === 'long' ? 1_000 : 240

test('every ledger has the removal of everybody who withdrew, of very many', async () => {
  const race = await raceLedgers(WITHDRAWALS)
  process.stdout.write(`${report(race)}\n`)
  expect(race).toMatchObject({ withdrawals: WITHDRAWALS, late: 0 })
  expect(race.pages).toBeGreaterThan(WITHDRAWALS / 10)
}, 900_000)
