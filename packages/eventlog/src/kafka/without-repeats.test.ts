import { expect, it } from 'vitest'
import { withoutRepeats, withoutRepeatsPerReceiver } from './without-repeats.ts'

it('tells each kind of trouble once in a while, and how often it came in between', () => {
  const lines: string[] = []
  let now = 0
  const kindOf = (message: string): string => message.split(' ')[0]!
  const trouble = withoutRepeats(
    (message, details) => void lines.push(`${message} ${JSON.stringify(details)}`),
    100,
    kindOf,
    () => now,
  )
  for (; now < 250; now += 10) {
    trouble(`a ${now}`, {})
    if (now === 50) trouble('b', { reason: 'r' })
  }
  expect(lines).toEqual(['a 0 {}', 'b {"reason":"r"}', 'a 100 {"repeats":9}', 'a 200 {"repeats":9}'])
})

it('does not begin anew with each log that is opened by the same program', () => {
  const lines: string[] = []
  const tell = (message: string): void => void lines.push(message)
  for (let tries = 0; tries < 5; tries++) withoutRepeatsPerReceiver(tell, 60_000, (message) => message)('away', {})
  withoutRepeatsPerReceiver(
    (message) => void lines.push(`another: ${message}`),
    60_000,
    (message) => message,
  )('away', {})
  expect(lines).toEqual(['away', 'another: away'])
})
