import { durationMs, ExposurePolicyInput } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { explain, isMemberAt } from '@weir/segmentation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policySegment } from './rule.ts'

/** The segment of a policy beside the words of the policy, at every instant. */

const HOUR = 3_600_000
const START = Date.UTC(2024, 3, 1)
const mark = { granted: true, by: 'basis' as const }

function eventOf(name: string, t: number, n: number, campaign: string): PersonEvent {
  return {
    kind: 'event',
    person: 'ab'.repeat(16),
    eid: n.toString(16).padStart(16, '0'),
    rev: 0,
    hit: {
      source: 'shop',
      channel: 'server',
      name,
      event_id: `e${n}`,
      id_from: 'sender',
      event_time: t,
      received_at: t,
      ids: [],
      consent: { storage: mark, profiling: mark, personalised_ads: mark, measurement: mark, modelling: mark },
      body: { ad: { campaign_id: campaign } },
    },
  }
}

const LIKELY = ['likely', 'surely'] as const
const others: SegmentDefinition[] = LIKELY.map((id, i) => ({
  id,
  number: i + 2,
  version: 1,
  name: id,
  rule: { event: { name: id }, within: '2d' },
}))

const policies = fc
  .record({
    impressions: fc.integer({ min: 1, max: 3 }),
    within: fc.constantFrom('6h', '1d', '2d', '40h'),
    cool_down: fc.constantFrom('0s', '2h', '1d', '3d'),
    campaigns: fc.constantFrom(undefined, ['k1'], ['k1', 'k2']),
    higher: fc.constantFrom(
      [],
      [{ segment: 'likely', impressions: 4 }],
      [
        { segment: 'likely', impressions: 2 },
        { segment: 'surely', impressions: 5 },
      ],
    ),
  })
  .map(({ impressions, within, campaigns, ...rest }) =>
    ExposurePolicyInput.parse({ name: 'P', cap: { impressions, within }, ...(campaigns && { campaigns }), ...rest }),
  )

const happenings = fc.array(
  fc.record({
    name: fc.constantFrom('AdImpression', 'AdImpression', 'AdImpression', 'AdImpression', ...LIKELY),
    at: fc.integer({ min: 0, max: 6 * 24 * 2 }).map((halves) => START + halves * (HOUR / 2)),
    campaign: fc.constantFrom('k1', 'k1', 'k2', 'k3'),
  }),
  { minLength: 1, maxLength: 40 },
)

function segmentOf(policy: ExposurePolicyInput): SegmentDefinition {
  const { impressions } = policy.cap
  return { ...policySegment({ ...policy, in_force: { impressions: impressions! } }), id: 'exposure.p', number: 1, version: 1 }
}

/** What the policy says, event by event and without any rule. */
function isOver(policy: ExposurePolicyInput, history: readonly PersonEvent[], at: number): boolean {
  const { cap, campaigns, cool_down, higher } = policy
  const isIn = (segment: string): boolean =>
    history.some(({ hit }) => hit.name === segment && hit.event_time <= at && hit.event_time > at - 48 * HOUR)
  const caps = [cap.impressions!, ...higher.filter(({ segment }) => isIn(segment)).map(({ impressions }) => impressions)]
  const own = Math.max(...caps)
  const shown = history
    .filter(({ hit }) => hit.name === 'AdImpression' && hit.event_time <= at)
    .filter(({ hit }) => campaigns === undefined || campaigns.includes(String(hit.body.ad?.['campaign_id'])))
    .map(({ hit }) => hit.event_time)
  let coolUntil = -Infinity
  let recent: number[] = []
  for (const t of shown) {
    recent = recent.filter((one) => t - one < durationMs(cap.within))
    if (recent.length === own - 1) coolUntil = Math.max(coolUntil, t + durationMs(cool_down))
    recent.push(t)
  }
  return at < coolUntil || recent.filter((one) => at - one < durationMs(cap.within)).length >= own
}

const historyOf = (list: readonly { name: string; at: number; campaign: string }[]): PersonEvent[] =>
  list.toSorted((a, b) => a.at - b.at).map(({ name, at, campaign }, n) => eventOf(name, at, n, campaign))

describe('the segment of an exposure policy', () => {
  it('has somebody exactly while the policy says so', () => {
    let over = 0
    fc.assert(
      fc.property(policies, happenings, (policy, list) => {
        const segment = segmentOf(policy)
        const history = historyOf(list)
        const ends = [durationMs(policy.cap.within), durationMs(policy.cool_down), 48 * HOUR]
        const instants = history.flatMap(({ hit: { event_time: t } }) => [t, ...ends.flatMap((ms) => [t + ms - 1, t + ms])])
        const first = history[0]!.hit.event_time
        for (const at of new Set(instants)) {
          if (at < first) continue
          const expected = isOver(policy, history, at)
          expect(isMemberAt(segment, history, at, others), new Date(at).toISOString()).toBe(expected)
          if (expected) over++
        }
        const at = instants[instants.length >> 1]!
        expect(explain(segment, history, at, others).member).toBe(isOver(policy, history, at))
      }),
      { numRuns: 300 },
    )
    expect(over).toBeGreaterThan(500)
  })

  it('holds the cap to the impression where nobody over it is shown an ad', () => {
    let refused = 0
    const plain = policies.map((policy): ExposurePolicyInput => ({ ...policy, higher: [] }))
    fc.assert(
      fc.property(plain, happenings, (policy, list) => {
        const segment = segmentOf(policy)
        const meant = historyOf(list).filter(({ hit }) => hit.name === 'AdImpression')
        const shown: PersonEvent[] = []
        for (const event of meant) {
          const { event_time: at, body } = event.hit
          const isAbout = policy.campaigns === undefined || policy.campaigns.includes(String(body.ad?.['campaign_id']))
          if (isAbout && shown.length > 0 && isMemberAt(segment, shown, at)) refused++
          else if (isAbout) shown.push(event)
        }
        const times = shown.map(({ hit }) => hit.event_time)
        const [cap, windowMs] = [policy.cap.impressions!, durationMs(policy.cap.within)]
        times.forEach((t, i) => {
          const within = times.slice(0, i + 1).filter((one) => one > t - windowMs).length
          expect(within).toBeLessThanOrEqual(cap)
          // With the last one that is allowed the cool-down begins.
          if (within === cap) expect((times[i + 1] ?? Infinity) - t).toBeGreaterThanOrEqual(durationMs(policy.cool_down))
        })
      }),
      { numRuns: 600 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})
