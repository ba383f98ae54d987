import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { ReportingDeps } from '../deps.ts'
import type { ReportReader } from '../reader.ts'
import { queryWatermark } from '../sql/watermark.ts'
import { AsOf, instantField } from './instant.ts'

const WAIT =
  'Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then.'
const MIN_WATERMARK = 'The same for what was received until then: an instant, or Unix ms.'

/** Fields of a body that asks the warehouse; {@link createFreshness} reads them. */
export const FreshFields = {
  wait: z.boolean().exactOptional().describe(WAIT),
  min_watermark: AsOf.describe(MIN_WATERMARK),
}

/** The same in a query string. */
export const FreshParams = {
  wait: z.enum(['true', 'false']).exactOptional().describe(WAIT),
  min_watermark: z.string().max(40).exactOptional().describe(MIN_WATERMARK),
}

interface Asked {
  wait?: boolean | 'true' | 'false' | undefined
  min_watermark?: string | number | undefined
}

/** What answers from the warehouse say of themselves. */
export const FreshAnswer = {
  watermark: z.string().nullable().describe('The newest receipt that the warehouse held'),
  complete: z
    .boolean()
    .describe('Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait'),
}

/**
 * How much of what was acknowledged the warehouse has, after waiting for it if that is asked for:
 * to be called before it is queried.
 */
export type Freshness = (asked: Asked) => Promise<{ watermark: string | null; complete: boolean }>

const WAIT_MS_MAX = 10_000

/**
 * @throws (the function made) WeirError unavailable when waiting was in vain, invalid_field for a
 *   watermark in the future.
 */
export function createFreshness({ clock, awaitVisible }: ReportingDeps, warehouse: ReportReader): Freshness {
  return async (asked) => {
    const complete = await isReflected(asked, clock.now(), awaitVisible)
    return { watermark: await queryWatermark(warehouse), complete }
  }
}

/** The same of answers from the state: sizes and members. */
export const FoldedAnswer = { complete: FreshAnswer.complete }

/**
 * Whether all that was acknowledged is counted in the state, after waiting for it if that is asked
 * for: to be called before the state is read.
 */
export type Foldedness = (asked: Asked) => Promise<{ complete: boolean }>

/** @throws (the function made) as {@link createFreshness}. */
export function createFoldedness({ clock, awaitFolded }: ReportingDeps): Foldedness {
  return async (asked) => ({ complete: await isReflected(asked, clock.now(), awaitFolded) })
}

async function isReflected(
  { wait, min_watermark }: Asked,
  now: number,
  awaited: (waitMs: number) => Promise<boolean>,
): Promise<boolean> {
  const isAwaited = wait === true || wait === 'true' || min_watermark !== undefined
  if (min_watermark !== undefined) mustBePast(min_watermark, now)
  const complete = await awaited(isAwaited ? WAIT_MS_MAX : 0)
  if (!isAwaited || complete) return complete
  const detail = `what was acknowledged before could not be seen after ${WAIT_MS_MAX / 1000} s: ask again, or without waiting`
  throw new WeirError('unavailable', detail)
}

/** What was not received yet cannot be waited for. */
function mustBePast(instant: string | number, now: number): void {
  const text = typeof instant === 'string' && /^\d+$/.test(instant) ? Number(instant) : instant
  if (instantField(text, now, 'min_watermark') <= now) return
  const faults = [{ path: 'min_watermark', message: `it lies in the future: it is ${new Date(now).toISOString()}` }]
  throw new WeirError('invalid_field', 'the request has faults', { faults })
}
