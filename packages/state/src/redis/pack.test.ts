import { describe, expect, test } from 'vitest'
import { ARGS_MAX, commandsOf, pack } from './pack.ts'

describe('pack', () => {
  test('writes byte strings and lists as MessagePack does', () => {
    expect(pack(['a', [], Buffer.from([0, 255]), 'ü']).toString('hex')).toBe(['94', 'a161', '90', 'a200ff', 'a2c3bc'].join(''))
  })
  test.each([
    [0, 'a0'],
    [31, 'bf'],
    [32, 'da0020'],
    [65_535, 'daffff'],
    [65_536, 'db00010000'],
  ])('a byte string of %i bytes begins with its length', (length, header) => {
    for (const value of ['x'.repeat(length), Buffer.alloc(length, 'x')]) {
      const packed = pack(value)
      expect(packed).toHaveLength(header.length / 2 + length)
      expect(packed.toString('hex', 0, header.length / 2)).toBe(header)
    }
  })
  test.each([
    [15, '9f'],
    [16, 'dc0010'],
    [65_535, 'dcffff'],
    [65_536, 'dd00010000'],
  ])('a list of %i begins with its length', (length, header) => {
    const packed = pack(Array.from({ length }, () => ''))
    expect(packed).toHaveLength(header.length / 2 + length)
    expect(packed.toString('hex', 0, header.length / 2)).toBe(header)
  })
})

test('commands are cut between arguments that belong together', () => {
  const args = Array.from({ length: ARGS_MAX * 2 }, (_, i) => `${i}`)
  const commands = commandsOf(['ZADD', 'key'], args, 3)
  expect(commands.flatMap((command) => command.slice(2))).toEqual(args)
  expect(commands.map((command) => command.slice(0, 2))).toEqual(commands.map(() => ['ZADD', 'key']))
  expect(commands.slice(0, -1).every((command) => (command.length - 2) % 3 === 0 && command.length - 2 <= ARGS_MAX)).toBe(true)
  expect(commandsOf(['MSET'], [], 2)).toEqual([])
})
