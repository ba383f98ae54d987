import type { StoredKey } from '@weir/contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { hashChosen, isChosen } from './chosen-key.ts'

const SECRET = 'chosen by an operator, 24 characters'
let stored: StoredKey & { salt: string }

beforeAll(async () => {
  const hashed = await hashChosen(SECRET)
  stored = { id: 'chosen', name: 'chosen', created_at: 0, scopes: ['ingest'], ...hashed }
})

describe('a key that somebody chose', () => {
  it('is looked at once, however many connections come with it at once after a start', async () => {
    const all = await Promise.all(Array.from({ length: 64 }, () => isChosen(SECRET, stored)))
    expect(all.every(Boolean)).toBe(true)
  })

  it('is refused where it is wrong, also together with others', async () => {
    const wrong = await Promise.all(['a', 'b', 'a'].map((secret) => isChosen(secret, stored)))
    expect(wrong).toEqual([false, false, false])
  })

  it('is still known while a flood of wrong ones is told to wait', { timeout: 60_000 }, async () => {
    const flood = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => isChosen(`guess ${i}`, stored)))
    expect(flood.filter(({ status }) => status === 'rejected')).toHaveLength(20)
    expect(await isChosen(SECRET, stored)).toBe(true)
  })
})
