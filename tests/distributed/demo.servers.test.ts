import { run } from '@weir/testkit'
import { expect, test } from 'vitest'
import { addressesOf, startServers } from '../support/deployment.ts'
import { ROOT } from '../tidy/repository.ts'

test('the demo comes to the same figures on Kafka, Redis and ClickHouse', async () => {
  await using servers = await startServers()
  const args = ['services/embedded/dist/demo.js', '--distributed', '--once', '--port', '0']
  await using demo = await run(process.execPath, args, { cwd: ROOT, env: addressesOf(servers) })
  const { code } = await demo.ended
  process.stdout.write(demo.stdout())
  expect(code, demo.stderr()).toBe(0)
  // First light's figures: live segment, SQL over the warehouse, and a count of the file.
  for (const figure of ['195', '434', '591']) expect(demo.stdout()).toMatch(new RegExp(`\\b${figure} +${figure} +${figure}\\b`))
}, 500_000)
