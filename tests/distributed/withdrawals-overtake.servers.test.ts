import { OPT_OUT_ANSWER_MS } from '@weir/contracts'
import { startKafka, startRedis } from '@weir/testkit/servers'
import type { KafkaServers, RedisServers } from '@weir/testkit/servers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOnServers } from '../support/stores.ts'
import { AT_ONCE, raceWithdrawals, report } from '../support/withdrawal-race.ts'

let kafka: KafkaServers
let redis: RedisServers
const apart = { openStores: () => openOnServers({ kafka, redis }), optOutAnswerMs: OPT_OUT_ANSWER_MS }

beforeAll(async () => {
  ;[kafka, redis] = await Promise.all([startKafka(), startRedis()])
})
afterAll(async () => {
  await Promise.all([kafka[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()])
})

test('1,000 withdrawals: nobody leaves after their answer', async () => {
  const race = await raceWithdrawals({ ...apart, withdrawals: 1_000, isChecked: true })
  process.stdout.write(`${report(race)}\n`)
  expect(race).toMatchObject({ late: 0, answered: 1_000 })
  expect(race.pieces).toBeGreaterThanOrEqual(1_000 / AT_ONCE)
  expect(race.backlog).toBeGreaterThan(1_000)
  expect(race.restarts).toBeGreaterThan(0)
}, 400_000)

test('without the check the same race finds people who were told', async () => {
  const race = await raceWithdrawals({ ...apart, withdrawals: 100, isChecked: false })
  expect(race.late).toBeGreaterThan(0)
})
