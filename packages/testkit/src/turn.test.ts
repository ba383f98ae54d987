import { afterEach, describe, expect, test, vi } from 'vitest'
import { inTurn, sharesOf } from './turn.ts'

const CASES = Array.from({ length: 11 }, (_, i) => i)

afterEach(() => {
  vi.unstubAllEnvs()
})

function at(turn: string | undefined, chaos?: string): void {
  vi.stubEnv('TURN', turn)
  vi.stubEnv('CHAOS', chaos)
}

describe('a share of the cases', () => {
  test('is another one each turn, and all of them come round', () => {
    const seen = [0, 1, 2, 3].map((turn) => {
      at(`${turn}`)
      return inTurn('numbers', CASES, 4)
    })
    expect(seen[1]).toEqual([1, 5, 9])
    expect(seen.flat().toSorted((a, b) => a - b)).toEqual(CASES)
  })

  test('is the first where nothing is said, the same again after as many turns, and all of them at length', () => {
    at(undefined)
    expect(inTurn('numbers', CASES, 4)).toEqual([0, 4, 8])
    at('4294967296')
    expect(sharesOf('numbers', 5)).toEqual([1])
    at('3', 'long')
    expect(inTurn('numbers', CASES, 4)).toEqual(CASES)
    expect(sharesOf('numbers', 2)).toEqual([0, 1])
  })

  test('is printed', () => {
    at('6')
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    sharesOf('numbers', 4)
    expect(write.mock.calls).toEqual([['numbers: share 3 of 4 (TURN=6; all of them: npm run chaos)\n']])
    write.mockRestore()
  })

  test.each(['-1', 'x', '1.5'])('is not chosen by TURN=%s', (said) => {
    at(said)
    expect(() => sharesOf('numbers', 4)).toThrow(`TURN is ${said}; it has to be a whole number, like 7`)
  })
})
