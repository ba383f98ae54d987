// Held by credit.test.ts
import { durationMs, WeirError } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { z } from 'zod'

/** Who of the touches of a conversion gets how much of it. */
export const MODELS = ['last_touch', 'first_touch', 'linear', 'time_decay', 'position_based', 'shapley'] as const
export type AttributionModel = (typeof MODELS)[number]

/** What can be a channel of the Shapley value: an ad's campaign, ad group, and so on. */
export const CHANNELS = ['campaign', 'adgroup', 'ad', 'creative', 'placement'] as const
export type AdChannel = (typeof CHANNELS)[number]

/** A model with what it needs; weights are whole percents that add up to 100. */
export type Credit =
  | { model: 'last_touch' | 'first_touch' | 'linear' }
  | { model: 'time_decay'; halfLifeMs: number }
  | { model: 'position_based'; first: number; middle: number; last: number }
  | { model: 'shapley'; channel: AdChannel }

/** Whether a conversion may be shared by several touches. */
export function sharesConversions({ model }: Credit): boolean {
  return model !== 'last_touch' && model !== 'first_touch'
}

const HALF_LIFE = /^([1-9]\d{0,2})[smhd]$/
const WEIGHTS = /^(\d{1,3}),(\d{1,3}),(\d{1,3})$/
const WEIGHTS_EXPECTED = 'expected three whole percents that add up to 100, such as 40,20,40 (first, those between, last)'

/** The parameters of the models in a query string. */
export const CreditParams = {
  half_life: z
    .string()
    .regex(HALF_LIFE, 'expected a duration such as 7d or 12h')
    .transform(durationMs)
    .exactOptional()
    .describe('Of model=time_decay: a touch so much older counts half. Default: 7d.'),
  position_weights: z
    .string()
    .max(20)
    .transform((text, ctx) => {
      const [first, middle, last] = (WEIGHTS.exec(text)?.slice(1) ?? []).map(Number)
      if (first !== undefined && middle !== undefined && last !== undefined && first + middle + last === 100)
        return { first, middle, last }
      ctx.addIssue({ code: 'custom', message: WEIGHTS_EXPECTED })
      return z.NEVER
    })
    .exactOptional()
    .describe(
      'Of model=position_based: percents of the first touch, of those between together, and of the last. Default: 40,20,40.',
    ),
  channel: z.enum(CHANNELS).exactOptional().describe('Of model=shapley: what of an ad is the channel. Default: campaign.'),
}
const Parsed = z.object(CreditParams)
export type CreditParams = z.infer<typeof Parsed>

const DAY_MS = 86_400_000
/** As in Google Analytics' time decay. */
const HALF_LIFE_MS = 7 * DAY_MS
/** As in Google Analytics' position-based model. */
const WEIGHTS_OF = { first: 40, middle: 20, last: 40 }

/** A model with its parameters, or the defaults of those. */
export function creditOf(model: AttributionModel, { half_life, position_weights, channel }: CreditParams): Credit {
  if (model === 'time_decay') return { model, halfLifeMs: half_life ?? HALF_LIFE_MS }
  if (model === 'position_based') return { model, ...(position_weights ?? WEIGHTS_OF) }
  return model === 'shapley' ? { model, channel: channel ?? 'campaign' } : { model }
}

const OWNER = { half_life: 'time_decay', position_weights: 'position_based', channel: 'shapley' } as const

/**
 * The models asked for, in their order.
 * @throws WeirError invalid_field for parameters of a model that is not asked for.
 */
export function creditsOf(model: AttributionModel | 'all', params: CreditParams): Credit[] {
  const asked = model === 'all' ? MODELS : [model]
  const faults = (['half_life', 'position_weights', 'channel'] as const).flatMap((path): FieldFault[] =>
    params[path] === undefined || asked.includes(OWNER[path])
      ? []
      : [{ path, message: `is a parameter of model=${OWNER[path]}: ask for that model, or leave it out` }],
  )
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  return asked.map((one) => creditOf(one, params))
}
