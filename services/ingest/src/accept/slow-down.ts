import { WeirError } from '@weir/contracts'
import type { ErrorCode } from '@weir/contracts'
import type { FastifyReply } from 'fastify'

/**
 * A request that is refused for what else is going on, not for what it holds: the sender may come
 * back after `retryAfterS`.
 */
export class SlowDown extends WeirError {
  readonly retryAfterS: number
  constructor(code: Extract<ErrorCode, 'rate_limited' | 'unavailable'>, detail: string, retryAfterMs: number) {
    super(code, detail)
    this.retryAfterS = Math.max(1, Math.ceil(retryAfterMs / 1000))
  }
}

/** Says when to come back, if that is what the error is about. */
export function retryLater(reply: FastifyReply, error: WeirError): void {
  if (error instanceof SlowDown) void reply.header('retry-after', String(error.retryAfterS))
}
