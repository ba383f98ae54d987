import { describe, expect, it } from 'vitest'
import type { Bounds } from './offsets.ts'
import { createWatchdog } from './watchdog.ts'

const STALL_MS = 30_000

/** A log of two partitions, whose consumer waits where the test says. */
function watched() {
  const state = {
    away: false,
    isMember: true,
    ends: new Map<number, Bounds>([
      [0, { begin: 0, end: 10 }],
      [1, { begin: 0, end: 10 }],
    ]),
    waiting: new Map<number, number>(),
  }
  const watchdog = createWatchdog(
    {
      bounds: async () => {
        if (state.away) throw new Error('away')
        return state.ends
      },
      waiting: () => state.waiting,
      isMember: () => state.isMember,
    },
    STALL_MS,
  )
  return { state, look: (now: number) => watchdog.look(now) }
}

describe('the watchdog of a consumer', () => {
  it('finds the partition that gets nothing although records are there', async () => {
    const { state, look } = watched()
    state.waiting = new Map([
      [0, 10],
      [1, 4],
    ])
    expect(await look(0)).toBeUndefined()
    expect(await look(STALL_MS)).toBeUndefined()
    expect(await look(STALL_MS + 1)).toMatch(/partition 1 got nothing from offset 4 on/)
  })

  it('is content with one that goes on, is busy, or has nothing to read', async () => {
    const { state, look } = watched()
    for (let now = 0, at = 0; now < 10 * STALL_MS; now += STALL_MS / 2, at++) {
      state.waiting = new Map([[0, Math.min(at, 10)]])
      if (at % 3 !== 0) state.waiting.set(1, 4)
      expect(await look(now)).toBeUndefined()
    }
  })

  it('blames nobody while Kafka is away', async () => {
    const { state, look } = watched()
    state.waiting.set(0, 3)
    state.isMember = false
    state.away = true
    expect(await look(0)).toBeUndefined()
    expect(await look(10 * STALL_MS)).toBeUndefined()
  })

  it('finds a consumer that is no member of its group although Kafka answers', async () => {
    const { state, look } = watched()
    state.isMember = false
    expect(await look(0)).toBeUndefined()
    expect(await look(STALL_MS * 2)).toBeUndefined()
    expect(await look(STALL_MS * 2 + 1)).toMatch(/no place in the group/)
    state.isMember = true
    expect(await look(STALL_MS * 2 + 2)).toBeUndefined()
  })
})
