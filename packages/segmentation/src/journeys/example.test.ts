import { readFile } from 'node:fs/promises'
import { JourneyInput, segmentNumber } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { expect, it } from 'vitest'
import { isMemberAt } from '../oracle/oracle.ts'
import { compileJourney } from './compile-journey.ts'
import { journeyFaults } from './faults.ts'

const SEMANTICS = new URL('../../../../docs/semantics.md', import.meta.url)
const mark = { granted: true, by: 'basis' as const }
const consent = { storage: mark, profiling: mark, personalised_ads: mark, measurement: mark, modelling: mark }

it('goes as the example of the documentation says', async () => {
  const [, section = ''] = (await readFile(SEMANTICS, 'utf8')).split('\n## Journeys of people\n')
  const journey = JourneyInput.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? ''))
  expect(journeyFaults('cart', journey)).toEqual([])
  const rows = [...section.matchAll(/^\| (\d{4}-\d\d-\d\d \d\d:\d\d) \| (.+?) \| (\w+) \|$/gm)].map(
    ([, at = '', what = '', where = '']) => ({
      at: Date.parse(`${at.replace(' ', 'T')}Z`),
      what,
      where,
    }),
  )
  expect(rows.length).toBeGreaterThan(10)
  const history = rows
    .filter(({ what }) => /^[A-Z]/.test(what))
    .map(({ at, what }, i): PersonEvent => {
      const hit = { source: 'shop', channel: 'server' as const, name: what, event_id: `e${i}`, id_from: 'sender' as const }
      const rest = { event_time: at, received_at: at, ids: [], consent, body: {} }
      return { kind: 'event', person: 'ab'.repeat(16), eid: String(i).padStart(16, '0'), rev: 0, hit: { ...hit, ...rest } }
    })
  const segments = compileJourney('cart', journey).map(({ step, id, input }) => ({
    step,
    segment: { ...input, id, number: segmentNumber(id), version: 1 },
  }))
  const whereAt = (at: number): string =>
    segments
      .filter(({ segment }) => isMemberAt(segment, history, at))
      .map(({ step }) => step)
      .join() || 'nowhere'
  for (const [i, { at, what, where }] of rows.entries()) {
    expect(whereAt(at), `${what} of ${new Date(at).toISOString()}`).toBe(where)
    if (i > 0) expect(whereAt(at - 1), `before ${what}`).toBe(rows[i - 1]!.where)
  }
})
