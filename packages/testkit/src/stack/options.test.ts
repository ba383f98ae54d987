import { expect, test } from 'vitest'
import { HELP, parseStackOptions } from './options.ts'

test('reads what to do, where, and at which ports', () => {
  expect(parseStackOptions(['up'])).toEqual({ command: 'up', dir: 'data/stack', ports: {} })
  expect(parseStackOptions(['status', '--dir', 'x', '--redis-port', '7000', '--kafka-port=7001'])).toEqual({
    command: 'status',
    dir: 'x',
    ports: { redis: 7000, kafka: 7001 },
  })
  expect(parseStackOptions(['up', '--help']).command).toBe('help')
  for (const name of ['kafka', 'redis', 'clickhouse']) expect(HELP).toContain(`--${name}-port`)
})

test.each([
  [[], /one of: up, down, status/],
  [['restart'], /one of: up, down, status/],
  [['up', 'down'], /one of: up, down, status/],
  [['up', '--redis-port', 'x'], /--redis-port must be a port/],
  [['up', '--kafka-port', '65536'], /--kafka-port must be a port/],
  [['up', '--port', '1'], /--port/],
])('refuses %j', (args, message) => {
  expect(() => parseStackOptions(args)).toThrow(message)
})
