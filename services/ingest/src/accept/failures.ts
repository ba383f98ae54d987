import { OutageError } from '@weir/contracts'
import type { WeirError } from '@weir/contracts'
import { sendProblem, toWeirError } from '@weir/runtime/http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ingest } from './accept.ts'
import { retryLater, SlowDown } from './slow-down.ts'

/**
 * Failures of the pixel and native routes: problem JSON; when the log is away, with the advice to
 * come back.
 */
export function answerProblems(app: FastifyInstance, ingest: Ingest): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const known = toWeirError(error)
    ingest.metrics.refused(request.routeOptions.config.dialect ?? 'native', known.code)
    ingest.credentials.refused(request, known.code)
    retryLater(reply, known)
    if (isOurs(known)) noteOurFault(known, request, reply, ingest)
    return sendProblem(reply, known)
  })
}

/** Whether something failed here. Being asked to come later is no failure. */
export function isOurs(error: WeirError): boolean {
  return (error.code === 'unavailable' || error.code === 'internal') && !(error instanceof SlowDown)
}

/** Seconds. An outage lasts longer than a hiccup, and all senders come back at once. */
const RETRY_AFTER = '1'
const RETRY_AFTER_OUTAGE = '5'

/**
 * Asks the sender to come back, and logs what happened. An outage has its one line in the log
 * already, however many requests it costs.
 */
export function noteOurFault(error: WeirError, request: FastifyRequest, reply: FastifyReply, ingest: Ingest): void {
  const isOutage = error.cause instanceof OutageError
  void reply.header('retry-after', isOutage ? RETRY_AFTER_OUTAGE : RETRY_AFTER)
  const level = isOutage ? 'debug' : 'error'
  ingest.logger[level]({ err: error.cause ?? error, request: request.id }, 'request failed')
}
