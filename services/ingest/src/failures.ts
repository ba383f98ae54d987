import { sendProblem, toWeirError } from '@weir/runtime/http'
import type { FastifyInstance } from 'fastify'
import type { Ingest } from './accept.ts'

/** Failures of the pixel and native routes: problem JSON; when the log is away, with the advice to come back. */
export function answerProblems(app: FastifyInstance, ingest: Ingest): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const known = toWeirError(error)
    ingest.metrics.refused(request.routeOptions.config.dialect ?? 'native', known.code)
    if (known.code === 'unavailable' || known.code === 'internal') {
      ingest.logger.error({ err: known.cause ?? known, request: request.id }, 'request failed')
      void reply.header('retry-after', '1')
    }
    return sendProblem(reply, known)
  })
}
