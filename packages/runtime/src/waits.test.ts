import { describe, expect, it } from 'vitest'
import { backoffMs, within } from './waits.ts'

it('a pause doubles with every failure, up to the longest', () => {
  const pauses = [0, 1, 2, 3, 40, 2_000].map((failures) => backoffMs(failures, { min: 50, max: 300 }))
  expect(pauses).toEqual([50, 100, 200, 300, 300, 300])
})

describe('waiting for a promise', () => {
  const never = new Promise<string>(() => undefined)

  it('gives what it resolves to, and fails as it does', async () => {
    expect(await within(Promise.resolve('there'), 0, () => 'late')).toBe('there')
    await expect(within(Promise.reject(new Error('broken')), 50, () => 'late')).rejects.toThrow('broken')
  })

  it('ends when it takes too long', async () => {
    expect(await within(never, 1, () => 'late')).toBe('late')
    const late = (): never => {
      throw new Error('too long')
    }
    await expect(within(never, 1, late)).rejects.toThrow('too long')
  })
})
