import { describe, expect, it } from 'vitest'
import { tell } from './destination/story.ts'
import type { Kind, Sabotage } from './destination/story.ts'

const SEEDS = Number(process.env['SIM_SEEDS'] ?? 60)
const FIRST = Number(process.env['SIM_FIRST'] ?? process.env['SIM_SEED'] ?? 1)
const COUNT = process.env['SIM_SEED'] === undefined ? SEEDS : 1

describe('what a destination has', () => {
  it('is what the members allow, whatever fails and whenever the process dies', async () => {
    const sums = { kills: 0, requests: 0, troubles: 0 }
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const { faults, ...told } = await tell(seed)
      expect(faults, `seed ${seed}`).toEqual([])
      sums.kills += told.kills
      sums.requests += told.requests
      sums.troubles += told.troubles
    }
    // Without faults there is nothing to survive.
    expect(sums.kills).toBeGreaterThan(COUNT)
    expect(sums.troubles).toBeGreaterThan(sums.requests / 10)
    console.info(`${COUNT} stories: ${JSON.stringify(sums)}`)
  }, 600_000)

  it.each<[Kind, Sabotage]>([
    ['tiktok_streaming', 'stale-consent'],
    ['tiktok_streaming', 'nobody-shares'],
    ['tiktok_streaming', 'forgotten-timers'],
    ['tiktok_streaming', 'unmarked'],
    ['tiktok_streaming', 'however-few'],
    ['tiktok_file', 'stale-consent'],
    ['tiktok_file', 'unmarked'],
    ['tiktok_file', 'however-few'],
    ['tiktok_file', 'marks-undone'],
    ['tiktok_file', 'refusals-believed'],
  ])(
    'notices a planted fault at %s: %s',
    async (kind, sabotage) => {
      let noticed = 0
      for (let seed = 1; seed <= 100 && noticed === 0; seed++) {
        const { faults } = await tell(seed, sabotage, kind).catch((error: unknown) => ({ faults: [String(error)] }))
        noticed += faults.length
      }
      expect(noticed).toBeGreaterThan(0)
    },
    120_000,
  )
})
