import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { createServer } from './server.ts'

test('a connection that was opened and never used does not hold up the end', async () => {
  const app = createServer({ logger: createLogger('test', 'silent') })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const begun = performance.now()
  await app.close()
  expect(performance.now() - begun).toBeLessThan(2_000)
})
