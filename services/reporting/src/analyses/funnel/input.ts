// Held by route.test.ts
import { Duration, durationMs, Name, Selector, WeirError } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { z } from 'zod'
import { AnalysisFields, BreakdownField, mustLead } from '../shared/body.ts'

/** How the steps have to follow each other. */
export const FUNNEL_ORDERS = ['ordered', 'strict', 'adjacent', 'any'] as const
/** Whether a person counts once, or every attempt of a person. */
export const FUNNEL_COUNTS = ['persons', 'attempts'] as const

export const FUNNEL_STEPS_MAX = 10
const EXCLUSIONS_MAX = 5
const WINDOW_MS_MAX = 366 * 86_400_000

const ORDER_HELP = `ordered: one after the other, whatever lies between them. strict: no event of another step, and no second one of the same step, lies between.
adjacent: no event of the person at all lies between. any: in any order; the n-th step of the answer is then any n of them.`
const COUNT_HELP = `persons: each once, with the attempt that gets furthest, the earliest of these.
attempts: a person begins another attempt when the last one is complete, is broken off, or its window has passed.`

/** The body of `POST /v1/reports/funnel`. */
export const FunnelInput = z.strictObject({
  ...AnalysisFields,
  steps: z
    .array(z.strictObject({ name: Name.exactOptional(), event: Selector }))
    .min(1)
    .max(FUNNEL_STEPS_MAX),
  window: Duration.refine((text) => durationMs(text) <= WINDOW_MS_MAX, 'expected at most 366d').describe(
    'How long after the first step the last one may come, at most; exactly so long is in time.',
  ),
  order: z.enum(FUNNEL_ORDERS).default('ordered').describe(ORDER_HELP),
  count: z.enum(FUNNEL_COUNTS).default('persons').describe(COUNT_HELP),
  exclude: z
    .array(
      z.strictObject({
        event: Selector,
        after: z.int().min(1).exactOptional().describe('Only between this step (from 1) and the next. Default: between any two.'),
      }),
    )
    .max(EXCLUSIONS_MAX)
    .default([])
    .describe('Events that break an attempt off where they lie between two steps.'),
  group_by: BreakdownField,
})
export type FunnelInput = z.infer<typeof FunnelInput>

/** What no schema says. @throws WeirError invalid_field with all faults. */
export function mustBeFunnel({ steps, exclude, order }: FunnelInput): void {
  const faults: FieldFault[] = exclude.flatMap(({ after }, i) => {
    if (after === undefined) return []
    const path = `exclude.${i}.after`
    if (order === 'any') return [{ path, message: 'steps in any order have none after which something lies: leave it out' }]
    if (after < steps.length) return []
    return [{ path, message: `after step ${after} there is none: expected at most ${steps.length - 1}` }]
  })
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  mustLead([
    ...steps.map(({ event }, i) => ({ at: `steps.${i}.event`, event })),
    ...exclude.map(({ event }, i) => ({ at: `exclude.${i}.event`, event })),
  ])
}
