import { expect, test } from 'vitest'
import { openOnDisk } from '../support/stores.ts'
import { AT_ONCE, raceWithdrawals, report } from '../support/withdrawal-race.ts'

test('1,000 withdrawals: nobody leaves after their answer', async () => {
  const race = await raceWithdrawals({ openStores: openOnDisk, withdrawals: 1_000, isChecked: true })
  process.stdout.write(`${report(race)}\n`)
  expect(race).toMatchObject({ late: 0, answered: 1_000 })
  expect(race.pieces).toBeGreaterThanOrEqual(1_000 / AT_ONCE)
  expect(race.backlog).toBeGreaterThan(1_000)
  expect(race.restarts).toBeGreaterThan(0)
})

test('without the check the same race finds people who were told', async () => {
  const race = await raceWithdrawals({ openStores: openOnDisk, withdrawals: 100, isChecked: false })
  expect(race.late).toBeGreaterThan(0)
})
