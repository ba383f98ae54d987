// Held by simulate.test.ts
import { ExposurePolicyInput, segmentNumber } from '@weir/contracts'
import { z } from 'zod'
import type { AnalysisParts } from '../analyses/shared/asked.ts'
import { leastShown } from '../segments/crud/candidate.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { currencyName } from '../shared/money/rows.ts'
import { FreshAnswer, FreshFields } from '../shared/time/freshness.ts'
import { InForceAnswer, inForceAnswer } from './answer.ts'
import { capInForce } from './cap.ts'
import { querySimulation } from './query.ts'
import type { Simulated } from './query.ts'
import { mustBeKnown, POLICY_TAGS } from './route.ts'
import { policySegment } from './rule.ts'

const DAY_MS = 86_400_000

const SimulateInput = z.strictObject({
  ...ExposurePolicyInput.shape,
  name: ExposurePolicyInput.shape.name.default('Simulated'),
  ...FreshFields,
  days: z.int().min(1).max(90).default(30).describe('Of history, up to now.'),
  min_group: z.int().min(0).max(1_000_000).default(0).describe('Figures of fewer persons are null.'),
})

const Count = z.int().nullable()
const Spend = z.record(z.string(), z.number()).nullable()
const SimulateAnswer = z.object({
  from: z.string(),
  to: z.string(),
  ...FreshAnswer,
  in_force: InForceAnswer.describe('The cap that the policy would have'),
  persons: Count.describe('Who were shown an ad of the campaigns'),
  persons_over: Count.describe('Of whom an impression would have been spared'),
  impressions: Count,
  impressions_spared: Count,
  spend: Spend,
  spend_spared: Spend.describe('Of spared impressions, and of what followed them'),
  conversions: Count.describe('Whose newest impression before them is one of these, within the window of the exposure analysis'),
  conversions_at_stake: Count.describe('Of these, where that impression would have been spared: at worst they are lost'),
  converters_at_stake: Count.describe('How many persons these are'),
})

const HELP = `Goes through the impressions of the last days in order, as if nobody over the cap had been shown another: what is spared does not count for the
next. Members of the segments of "higher" are those of now. What people would have done instead is not known: conversions at stake are an upper bound.`

/** What an exposure policy would have done. */
export function simulateRoute(app: App, { config, clock }: ReportingDeps, { warehouse, freshness }: AnalysisParts): void {
  app.post(
    '/v1/exposure-policies/simulate',
    {
      config: { scope: 'read' },
      schema: {
        tags: POLICY_TAGS,
        summary: 'What an exposure policy would have done',
        description: HELP,
        body: SimulateInput,
        response: { 200: SimulateAnswer },
      },
    },
    async ({ body }, reply) => {
      mustBeKnown(config, body)
      const fresh = await freshness(body)
      const to = clock.now()
      const from = to - body.days * DAY_MS
      const { days: _, min_group, ...input } = body
      const in_force = await capInForce(warehouse, input, to)
      const policy = { ...input, in_force }
      const found = await querySimulation(warehouse, { policy, from, to, others: config.segments() })
      const candidate = { ...policySegment(policy), id: 'simulated', number: segmentNumber('simulated'), version: 1 }
      const least = Math.max(min_group, leastShown(config, candidate) ?? 0)
      void reply.header('cache-control', 'no-store')
      return { from: iso(from), to: iso(to), ...fresh, in_force: inForceAnswer(in_force), ...simulated(found, least) }
    },
  )
}

function simulated(found: Simulated, least: number) {
  const { persons, personsOver, convertersAtStake } = found
  const isSmall = (group: number): boolean => group > 0 && group < least
  const isHidden = [persons, personsOver, persons - personsOver].some(isSmall)
  const told = <T>(value: T, hidden = isHidden): T | null => (hidden ? null : value)
  const hidesConverters = isHidden || isSmall(convertersAtStake)
  return {
    persons: told(persons),
    persons_over: told(personsOver),
    impressions: told(found.impressions),
    impressions_spared: told(found.impressionsSpared),
    spend: told(named(found.spend)),
    spend_spared: told(named(found.spendSpared)),
    conversions: told(found.conversions),
    conversions_at_stake: told(found.conversionsAtStake, hidesConverters),
    converters_at_stake: told(convertersAtStake, hidesConverters),
  }
}

function named(spend: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(spend).map(([currency, amount]) => [currencyName(currency), amount]))
}
