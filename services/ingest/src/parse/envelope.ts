import { WeirError } from '@weir/contracts'
import type { z } from 'zod'
import { faultsBelow } from './candidate.ts'
import { inspect } from './limits.ts'
import type { IngestLimits } from './limits.ts'

/**
 * Checks what surrounds the events of a batch: everything but the list `events`, whose items are
 * looked at one by one.
 * @throws WeirError with the faults by path.
 */
export function readEnvelope<T extends z.ZodType>(body: unknown, schema: T, events: string, limits: IngestLimits): z.output<T> {
  const shell = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, [events]: null } : body
  const unfit = inspect(shell, '', limits)
  if (unfit) throw new WeirError(unfit.code, unfit.message, { faults: [unfit] })
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new WeirError('invalid_field', 'the request has faults', { faults: faultsBelow('', parsed.error) })
  return parsed.data
}

/** TikTok refuses the whole request when it holds too many events. */
export function checkCount(count: number, path: string, limits: IngestLimits): void {
  if (count > limits.eventsMax) {
    const faults = [{ path, message: `Longer than maximum length ${limits.eventsMax}.` }]
    throw new WeirError('too_many_events', `a request may hold ${limits.eventsMax} events`, { faults })
  }
  if (count === 0)
    throw new WeirError('invalid_field', 'there are no events', { faults: [{ path, message: 'Shorter than minimum length 1.' }] })
}
